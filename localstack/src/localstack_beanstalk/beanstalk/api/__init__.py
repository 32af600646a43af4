"""The operations of Elastic Beanstalk, by subject. Each class holds the ``@handler`` methods of one."""
