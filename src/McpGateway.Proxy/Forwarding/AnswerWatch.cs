using System.Buffers;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Recording;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Proxy.Forwarding;

/// <summary>Notes of a stream's events, on their way, whether the one that answers the request says that it failed.</summary>
internal sealed class AnswerWatch(ISseTransform inner, ProxyExchange exchange, JsonRpcMessage request) : ISseTransform
{
    public SseVerdict Transform(in SseEvent read, IBufferWriter<byte> data)
    {
        if (exchange.Answered == CallOutcome.Forwarded)
        {
            exchange.Answered = AnswerErrors.Find(read.Data.Span, request.RawId.Span);
        }

        return inner.Transform(read, data);
    }
}
