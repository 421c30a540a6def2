using McpGateway.Core.Auth.AuthorizationServer.Clients;
using McpGateway.Core.Auth.Users;
using McpGateway.Core.Foundation;
using McpGateway.Proxy.Access;

namespace McpGateway.Core.Auth.Credentials;

/// <summary>The caller behind a credential under one access policy and one state of the accounts and clients.</summary>
internal sealed record ResolvedCaller(Caller Caller, ProxyCaller Proxy, long PolicyVersion, UserSnapshot Users, ManagedClientSnapshot Clients);
