from asesor.evaluation.perturbation import perturb


def test_the_same_seed_gives_the_same_slips_and_another_gives_others() -> None:
    text = "necesito informacion urgente sobre certificados internacionales verdaderamente complicados"
    assert perturb(text, 1) == perturb(text, 1)
    assert len({perturb(text, seed) for seed in range(5)}) > 1


def test_accents_go_and_chat_spellings_come() -> None:
    assert perturb("¿Qué es? Por qué, para mí, también", 1) == "¿q es? x q, pa mi, tmb"


def test_about_three_words_in_ten_get_one_slip_and_figures_none() -> None:
    words = ["palabra"] * 1000
    typed = perturb(" ".join(words), 3).split(" ")
    assert 250 < sum(w != "palabra" for w in typed) < 350
    assert all(5 < len(w) < 9 for w in typed)
    assert perturb("2026 $1,250.00", 1) == "2026 $1,250.00"
