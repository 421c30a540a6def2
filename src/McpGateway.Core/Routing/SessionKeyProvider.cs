using McpGateway.Foundation.Secrets;
using McpGateway.Proxy.Sessions;

namespace McpGateway.Core.Routing;

/// <summary>The key of sealed session ids, derived from the master key, so that every replica opens what another one sealed.</summary>
internal sealed class SessionKeyProvider(ISecretProtector protector) : ISessionKeyProvider
{
    private const string Purpose = "proxy.sessions";

    public ReadOnlyMemory<byte> Key { get; } = protector.DeriveKey(Purpose);

    public IReadOnlyList<ReadOnlyMemory<byte>> FormerKeys { get; } =
        [.. protector.DeriveKeys(Purpose).Skip(1).Select(static key => new ReadOnlyMemory<byte>(key))];
}
