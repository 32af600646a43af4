# shop.toml, of an environment that is as it says. $1 is its name.
cat > shop.toml <<END
[application]
name = "shop"

[environment]
name = "$1"
region = "eu-west-1"
platform = "Python 3.13 running on 64bit Amazon Linux 2023"
cname = "$1"

[capacity]
min = 2

[https]
certificate = "shop.example.com"

[health-check]

[options."aws:elasticbeanstalk:managedactions"]
ManagedActionsEnabled = true
PreferredStartTime = "Sun:03:00"
ServiceRoleForManagedUpdates = "aws-elasticbeanstalk-service-role"

[options."aws:elasticbeanstalk:managedactions:platformupdate"]
UpdateLevel = "minor"
END
ebdeploy apply shop.toml --yes > made.txt 2>&1 || cat made.txt
