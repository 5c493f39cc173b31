"""Addresses of the operator's desk and of the demo's clock."""

from django.urls import path

from sourcebridge.console import pages

app_name = "console"
urlpatterns = [
    path("operator/", pages.home, name="home"),
    path("operator/orders/", pages.orders, name="orders"),
    path("operator/jobs/", pages.jobs, name="jobs"),
    path("operator/jobs/<int:job_id>/<str:decision>/", pages.decide_job, name="decide_job"),
    path("operator/deadlines/<uuid:deadline_id>/resume/", pages.resume_deadline, name="resume_deadline"),
    path("operator/settings/", pages.settings_list, name="parameters"),
    path("operator/settings/<str:code>/", pages.setting, name="parameter"),
    path("clock/advance", pages.clock_advance, name="clock_advance"),
    path("clock/status", pages.clock_status, name="clock_status"),
]
