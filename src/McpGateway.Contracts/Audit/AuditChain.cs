using System.Security.Cryptography;
using System.Text.Json;

namespace McpGateway.Contracts.Audit;

/// <summary>
/// How events of the audit hang together. An event is the bytes of one JSON object; it names its stream (<c>log_type</c>), its number there
/// and the hash of the event before it (<c>previous</c>). The hash of an event is the SHA-256 of its bytes, in lower-case hex.
/// </summary>
public static class AuditChain
{
    /// <summary>What the first event of a stream names as the hash before it.</summary>
    public const string Start = "0000000000000000000000000000000000000000000000000000000000000000";

    /// <summary>The hash of an event.</summary>
    /// <param name="body">The event's bytes as they were written.</param>
    public static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <returns>Where an event says that it belongs; null when it does not say so, which no event of ours does.</returns>
    public static AuditLink? ReadLink(ReadOnlySpan<byte> body)
    {
        string? stream = null;
        string? previous = null;
        long? number = null;
        DateTimeOffset? at = null;
        try
        {
            var reader = new Utf8JsonReader(body);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString();
                reader.Read();
                switch (name)
                {
                    case "log_type":
                        stream = reader.GetString();
                        break;
                    case "number":
                        number = reader.GetInt64();
                        break;
                    case "previous":
                        previous = reader.GetString();
                        break;
                    case "timestamp" when at is null && reader.TokenType == JsonTokenType.String:
                        at = reader.TryGetDateTimeOffset(out var time) ? time : null;
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }

        return stream is not null && previous is not null && number is { } place ? new(stream, place, previous, at) : null;
    }
}

/// <summary>The place of an event.</summary>
/// <param name="Stream">Its stream.</param>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="Previous">The hash of the event before it, or <see cref="AuditChain.Start"/>.</param>
/// <param name="At">When the event says that it was; null when it does not say so.</param>
public sealed record AuditLink(string Stream, long Number, string Previous, DateTimeOffset? At);
