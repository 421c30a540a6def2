using System.Buffers;

namespace McpGateway.Proxy.Streaming;

/// <summary>Bytes to leave out, and what to put there.</summary>
internal readonly record struct Edit(int Start, int End, ReadOnlyMemory<byte> Replacement = default);

/// <summary>A text with its edits; every other byte stays. The edits stand in the text's order and do not overlap.</summary>
internal static class EditedText
{
    /// <summary>Bytes of the result.</summary>
    public static int LengthOf(ReadOnlySpan<byte> text, List<Edit> edits)
    {
        var length = text.Length;
        foreach (var edit in edits)
        {
            length += edit.Replacement.Length - (edit.End - edit.Start);
        }

        return length;
    }

    public static void Write(ReadOnlySpan<byte> text, List<Edit> edits, IBufferWriter<byte> output)
    {
        var length = LengthOf(text, edits);
        CopyTo(text, edits, output.GetSpan(length));
        output.Advance(length);
    }

    public static void CopyTo(ReadOnlySpan<byte> text, List<Edit> edits, Span<byte> target)
    {
        var copied = 0;
        foreach (var edit in edits)
        {
            Take(text[copied..edit.Start], ref target);
            Take(edit.Replacement.Span, ref target);
            copied = edit.End;
        }

        Take(text[copied..], ref target);
    }

    private static void Take(ReadOnlySpan<byte> part, ref Span<byte> target)
    {
        part.CopyTo(target);
        target = target[part.Length..];
    }
}
