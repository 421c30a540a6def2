using System.Buffers;
using McpGateway.Proxy.Admission;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Proxy.Forwarding;

/// <summary>
/// How what answers one exchange is read before it goes on: answers of servers for lists of tools, those of agents for ids. One per
/// exchange.
/// </summary>
internal interface IAnswerRules
{
    /// <summary>Whether an answer that is no event stream has to be read whole. Otherwise it passes as it comes.</summary>
    bool ReadsWhole { get; }

    /// <summary>What an answer is to the client that has to be read and cannot be.</summary>
    UpstreamFailure Unreadable { get; }

    /// <param name="whole">The answer.</param>
    /// <param name="isFailure">Whether its HTTP status says that the call failed.</param>
    /// <param name="output">Gets what to send instead.</param>
    FilterResult Filter(ReadOnlyMemory<byte> whole, bool isFailure, IBufferWriter<byte> output);

    /// <summary>For the events of a stream.</summary>
    ISseTransform Transform(HttpResponseMessage upstream);

    /// <summary>For an event that is not complete yet and already large.</summary>
    /// <param name="lease">What it is held of.</param>
    /// <param name="withheld">Told that it was left out, with what was there of it in bytes.</param>
    SseLarge Large(BufferLease lease, Action<int> withheld);
}
