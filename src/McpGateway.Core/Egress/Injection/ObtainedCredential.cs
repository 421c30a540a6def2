using McpGateway.Proxy.Outbound;

namespace McpGateway.Core.Egress.Injection;

/// <summary>What a flight brought home, and the state of the store that it is about.</summary>
internal readonly record struct ObtainedCredential(EgressCredential Credential, long Generation);
