//! Real proxies in front of the whoami programs: the configurations, and a test that drives them.
