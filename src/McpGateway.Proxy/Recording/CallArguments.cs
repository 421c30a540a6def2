using System.Text.Json;

namespace McpGateway.Proxy.Recording;

/// <summary>The arguments of one call, as they were sent. Made only where the server's operator wants them recorded.</summary>
/// <param name="Json">The value of <c>params.arguments</c>; empty where it is longer than what is recorded.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Secrets">Paths of the values that the tool's schema calls secret; null where the tool is not known.</param>
public sealed record CallArguments(ReadOnlyMemory<byte> Json, int Length, IReadOnlySet<string>? Secrets)
{
    /// <summary>Bytes of the arguments of one call that are recorded.</summary>
    public const int Longest = 16 * 1024;

    /// <param name="body">A JSON-RPC request, not a batch.</param>
    /// <param name="secrets">As <see cref="Secrets"/>.</param>
    /// <returns>Null when it has no arguments.</returns>
    internal static CallArguments? Of(ReadOnlySpan<byte> body, IReadOnlySet<string>? secrets)
    {
        var reader = new Utf8JsonReader(body);
        if (!TryEnter(ref reader, "params"u8) || !TryEnter(ref reader, "arguments"u8))
        {
            return null;
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var value = body[start..(int)reader.BytesConsumed];
        return new(value.Length <= Longest ? value.ToArray() : default, value.Length, secrets);
    }

    /// <summary>Goes to the value of a member of the object that the reader is at, or about to read.</summary>
    private static bool TryEnter(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (reader.TokenType == JsonTokenType.None)
        {
            reader.Read();
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isWanted = reader.ValueTextEquals(name);
            reader.Read();
            if (isWanted)
            {
                return true;
            }

            reader.Skip();
        }

        return false;
    }
}
