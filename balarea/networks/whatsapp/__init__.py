"""WhatsApp Cloud API: it calls us, and lets us answer freely within a day of a person's last word."""
