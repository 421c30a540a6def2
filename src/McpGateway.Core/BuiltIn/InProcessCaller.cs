using McpGateway.Core.Foundation;
using McpGateway.Proxy.Access;
using ModelContextProtocol.Server;

namespace McpGateway.Core.BuiltIn;

/// <summary>Hands the authenticated caller to tool handlers of in-process servers.</summary>
public static class InProcessCaller
{
    private const string Item = "mcpgateway.caller";

    /// <summary>Who sent the message that is being handled, or null when the gateway itself asks (health, discovery).</summary>
    public static Caller? Of(MessageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(Item, out var caller) ? caller as Caller : null;
    }

    internal static IDictionary<string, object?> ItemsFor(ProxyCaller? caller) =>
        new Dictionary<string, object?>(StringComparer.Ordinal) { [Item] = caller?.Principal };
}
