using System.Buffers;
using McpGateway.Proxy.A2a;
using McpGateway.Proxy.Admission;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Proxy.Forwarding;

/// <summary>All that an agent answers is read: an id may be in it.</summary>
internal sealed class AgentAnswerRules(A2aAnswers answers) : IAnswerRules
{
    public bool ReadsWhole => true;

    public UpstreamFailure Unreadable => UpstreamFailure.Unreadable;

    public FilterResult Filter(ReadOnlyMemory<byte> whole, bool isFailure, IBufferWriter<byte> output) =>
        answers.Filter(whole, isFailure, output);

    public ISseTransform Transform(HttpResponseMessage upstream) => answers;

    public SseLarge Large(BufferLease lease, Action<int> withheld) => new(
        passesUnseen: false, default, lease, withheld, data => answers.WriteError(data, A2aAnswers.TooLarge));
}
