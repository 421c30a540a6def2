using System.Buffers;

namespace McpGateway.Proxy.Streaming;

/// <summary>Decides about the data of each event on its way to the client.</summary>
internal interface ISseTransform
{
    /// <summary>
    /// Writes the data to send instead. Writes nothing for <see cref="SseVerdict.Keep"/> and <see cref="SseVerdict.Drop"/>.
    /// </summary>
    SseVerdict Transform(in SseEvent read, IBufferWriter<byte> data);
}

internal enum SseVerdict
{
    /// <summary>Pass the event on byte for byte.</summary>
    Keep,

    /// <summary>Send the written data in place of the event's.</summary>
    Replace,

    /// <summary>Send nothing.</summary>
    Drop,
}
