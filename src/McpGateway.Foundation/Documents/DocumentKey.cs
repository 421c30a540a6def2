using System.Text;

namespace McpGateway.Foundation.Documents;

/// <summary>
/// What may be the key of a document: 1 to 1024 bytes of UTF-8 without NUL. Every backend can store and compare such a key exactly.
/// </summary>
public static class DocumentKey
{
    public const int MaxBytes = 1024;

    /// <summary>Whether <paramref name="key"/> can be a key. What cannot be one is not found.</summary>
    public static bool IsValid(string? key)
    {
        if (string.IsNullOrEmpty(key) || key.Length > MaxBytes || key.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        var bytes = 0;
        for (var rest = key.AsSpan(); rest.Length > 0;)
        {
            // A lone surrogate has no UTF-8 form: two different keys would become the same one.
            if (Rune.DecodeFromUtf16(rest, out var rune, out var consumed) != System.Buffers.OperationStatus.Done)
            {
                return false;
            }

            bytes += rune.Utf8SequenceLength;
            rest = rest[consumed..];
        }

        return bytes <= MaxBytes;
    }

    internal static void ThrowIfInvalid(string key)
    {
        if (!IsValid(key))
        {
            throw new ArgumentException($"A document key must be 1 to {MaxBytes} bytes of UTF-8 without NUL.", nameof(key));
        }
    }
}
