"""Where the gallery of components is, in development."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from govuk import views

app_name = "govuk"
urlpatterns = [path("", login_not_required(views.Gallery.as_view()), name="gallery")]
