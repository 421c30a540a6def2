using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Invocation;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.BuiltIn.Mcpgw;

/// <summary>One call of a tool: who asks, with what, and on which request.</summary>
internal sealed record McpgwCall
{
    /// <summary>Tools act with this caller's rights and no others.</summary>
    public required Caller Caller { get; init; }

    public required ToolArguments Arguments { get; init; }

    public required HttpRequestHeaders? Headers { get; init; }

    /// <summary>The same caller for calls through the data plane.</summary>
    public required ProxyCaller Connection { get; init; }

    /// <summary>Sends the caller a progress notification; null when none was asked for.</summary>
    public Func<JsonElement, CancellationToken, ValueTask>? Progress { get; init; }

    /// <summary>The connection on which the caller came, as the data plane states it.</summary>
    public InvocationOrigin Origin => Header(GatewayHeaders.ForwardedHost) is { } host
        ? new(
            Header(GatewayHeaders.ForwardedProto) ?? "http",
            host,
            IPAddress.TryParse(Header(GatewayHeaders.ForwardedFor), out var address) ? address : null)
        : InvocationOrigin.Unknown;

    public string? Header(string name) =>
        Headers is not null && Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
