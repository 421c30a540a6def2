using McpGateway.Proxy.Routing;

namespace McpGateway.Host.FastPath;

/// <summary>What is known of a client's target, by a table: clients repeat it and tables are seldom replaced.</summary>
internal readonly record struct ServedTarget(RouteTable Table, string Target, RouteMatch? Match);
