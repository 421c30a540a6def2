using McpGateway.Identity.Credentials;
using McpGateway.Proxy.Access;

namespace McpGateway.Identity.Authentication;

/// <summary>The credential behind the caller of this request, for the endpoints that hand out others.</summary>
internal sealed record CredentialFeature(CredentialIdentity Identity, CredentialSource Source);
