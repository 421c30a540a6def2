using McpGateway.Foundation.Secrets;
using McpGateway.Proxy.Sessions;

namespace McpGateway.Core.Routing;

/// <summary>The key of sealed session ids, derived from the master key, so that every replica opens what another one sealed.</summary>
internal sealed class SessionKeyProvider(ISecretProtector protector) : ISessionKeyProvider
{
    public ReadOnlyMemory<byte> Key { get; } = protector.DeriveKey("proxy.sessions");
}
