using System.Buffers;
using McpGateway.Proxy.Admission;
using McpGateway.Proxy.Pins;
using McpGateway.Proxy.Sessions;
using McpGateway.Proxy.Streaming;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.Forwarding;

/// <summary>What an MCP server answers is read where it may hold a list of tools, or something else that is pinned; every stream
/// is.</summary>
internal sealed class ServerAnswerRules(ProxyExchange exchange, SessionSealer sealer, IPinReports reports) : IAnswerRules
{
    private ToolListScope? _scope;

    /// <summary>An answer to a GET or DELETE answers no known request, so it is looked through too.</summary>
    public bool ReadsWhole
    {
        get
        {
            var message = exchange.Message;
            for (var index = 0; index < message.Count; index++)
            {
                if (ToolListScope.IsJudged(message[index].Method, exchange.Route.Pins is not null))
                {
                    return true;
                }
            }

            return message.Count == 0;
        }
    }

    public UpstreamFailure Unreadable => UpstreamFailure.Unfilterable;

    private ToolListScope Scope =>
        _scope ??= exchange.Message.Count == 0
            ? ToolListScope.Everything
            : ToolListScope.For(exchange.Message, exchange.Route.Pins is not null);

    public FilterResult Filter(ReadOnlyMemory<byte> whole, bool isFailure, IBufferWriter<byte> output) =>
        NewFilter().Filter(whole, output);

    public ISseTransform Transform(HttpResponseMessage upstream)
    {
        var filter = NewFilter();
        if (!HttpMethods.IsGet(exchange.Context.Request.Method))
        {
            return filter;
        }

        var caller = exchange.Caller!;
        var route = exchange.Route;
        return new SseTransforms(
            new EndpointEventRewriter(
                exchange.Context.Request.PathBase.Value + route.Path,
                upstream.RequestMessage?.RequestUri ?? route.Upstream,
                address => sealer.Seal(SealPurpose.MessageAddress, address, caller, route) ?? "unusable"),
            filter);
    }

    public SseLarge Large(BufferLease lease, Action<int> withheld) => new(Scope.PassesLarge, Scope.OnlyId, lease, withheld);

    private ToolListFilter NewFilter() => new(
        exchange.Access!, Scope, exchange.Route.Pins is { } pins ? new PinCheck(exchange.Route.Key, pins, reports) : null);
}
