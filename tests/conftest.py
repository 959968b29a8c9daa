"""What holds for every test."""

from hypothesis import HealthCheck, settings

# A machine that does other things as well is slow now and then: that is no finding.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")
