using System.Buffers;

namespace McpGateway.Proxy.Streaming;

/// <summary>Two transforms, the first that does not keep an event decides.</summary>
internal sealed class SseTransforms(ISseTransform first, ISseTransform second) : ISseTransform
{
    public SseVerdict Transform(in SseEvent read, IBufferWriter<byte> data)
    {
        var verdict = first.Transform(read, data);
        return verdict == SseVerdict.Keep ? second.Transform(read, data) : verdict;
    }
}
