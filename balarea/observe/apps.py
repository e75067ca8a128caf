from django.apps import AppConfig


class ObserveConfig(AppConfig):
    name = "balarea.observe"
    label = "observe"
    default_auto_field = "django.db.models.BigAutoField"
