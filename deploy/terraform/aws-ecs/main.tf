module "network" {
  source = "./modules/network"

  name         = var.name
  range        = var.network_range
  zones        = var.zones
  nat_gateways = var.nat_gateways
}

module "database" {
  source = "./modules/database"

  name       = var.name
  vpc_id     = module.network.vpc_id
  subnet_ids = module.network.private_subnet_ids
  capacity   = var.database_capacity
  instances  = var.database_instances
  protect    = var.protect
}

module "service" {
  source = "./modules/service"

  name                       = var.name
  region                     = var.region
  image                      = var.image
  architecture               = var.architecture
  cpu                        = var.cpu
  memory                     = var.memory
  replicas                   = var.replicas
  host                       = var.host
  zone_id                    = var.zone_id
  allowed_ranges             = var.allowed_ranges
  vpc_id                     = module.network.vpc_id
  vpc_range                  = module.network.vpc_range
  public_subnet_ids          = module.network.public_subnet_ids
  private_subnet_ids         = module.network.private_subnet_ids
  database_url_secret        = module.database.url_secret
  database_security_group_id = module.database.security_group_id
  settings                   = var.settings
  secrets                    = var.secrets
  log_days                   = var.log_days
  protect                    = var.protect
}

module "alarms" {
  source = "./modules/alarms"

  name                = var.name
  topic               = var.alarm_topic
  cluster             = module.service.cluster
  service             = module.service.service
  load_balancer       = module.service.load_balancer
  target_group        = module.service.target_group
  database            = module.database.identifier
  database_capacity   = var.database_capacity.max
  replicas_at_least   = var.replicas.min
  database_in_standby = var.database_capacity.min == 0
}
