"""What holds for every test."""

from hypothesis import settings

# How long an example takes says more about the machine and its neighbours than about the code.
settings.register_profile("askplan", deadline=None)
settings.load_profile("askplan")
