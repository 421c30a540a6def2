using System.Net.Http.Headers;
using McpGateway.Foundation;
using McpGateway.Proxy.Access;
using ModelContextProtocol.Server;

namespace McpGateway.Core.BuiltIn;

/// <summary>Hands the authenticated caller, and the request as it came, to tool handlers of in-process servers.</summary>
public static class InProcessCaller
{
    private const string CallerItem = "mcpgateway.caller";
    private const string HeadersItem = "mcpgateway.headers";

    /// <summary>Who sent the message that is being handled, or null when the gateway itself asks (health, discovery).</summary>
    public static Caller? Of(MessageContext context) => ProxyCallerOf(context)?.Principal as Caller;

    /// <summary>The same as the data plane sees the caller.</summary>
    internal static ProxyCaller? ProxyCallerOf(MessageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Items.TryGetValue(CallerItem, out var caller) ? caller as ProxyCaller : null;
    }

    /// <summary>The headers that the data plane sent: the client's by its rules, and its own.</summary>
    internal static HttpRequestHeaders? HeadersOf(MessageContext context) =>
        context.Items.TryGetValue(HeadersItem, out var headers) ? headers as HttpRequestHeaders : null;

    internal static IDictionary<string, object?> ItemsFor(ProxyCaller? caller, HttpRequestHeaders headers) =>
        new Dictionary<string, object?>(StringComparer.Ordinal) { [CallerItem] = caller, [HeadersItem] = headers };
}
