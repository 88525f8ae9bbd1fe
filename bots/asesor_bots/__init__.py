"""Channels of asesor: Telegram and WhatsApp live here (later)."""
