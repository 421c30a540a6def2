using System.Buffers;
using System.Text;
using System.Text.Json;

namespace McpGateway.Contracts.Audit;

/// <summary>
/// Lines of an exported audit (JSON Lines): a head, signed statements, the ends of the streams, and the events, each with its hash as the
/// last member. The bytes that were hashed are those of the line without that member. The last line is a signed statement about all lines
/// before it.
/// </summary>
public static class AuditLine
{
    /// <summary>What the head names as <c>format</c>.</summary>
    public const string Format = "mcp-gateway-audit/1";

    private const int HashLength = 64;

    private static readonly byte[] BeforeHash = Encoding.ASCII.GetBytes(",\"hash\":\"");
    private static readonly byte[] AfterHash = Encoding.ASCII.GetBytes("\"}");

    /// <summary>The first line.</summary>
    /// <param name="isComplete">Whether every event of the streams follows; otherwise it is an excerpt.</param>
    /// <param name="at">When it was exported.</param>
    public static byte[] Head(bool isComplete, DateTimeOffset at) => Write(json =>
    {
        json.WriteString("format", Format);
        json.WriteBoolean("is_complete", isComplete);
        json.WriteString("exported_at", at);
    });

    public static byte[] Statement(string jws) => Write(json => json.WriteString("statement", jws));

    /// <summary>How far a stream goes.</summary>
    public static byte[] End(string stream, long number, string hash) => Write(json =>
    {
        json.WriteString("end_of", stream);
        json.WriteNumber("number", number);
        json.WriteString("hash", hash);
    });

    public static byte[] Event(ReadOnlySpan<byte> body, string hash) =>
        [.. body[..^1], .. BeforeHash, .. Encoding.ASCII.GetBytes(hash), .. AfterHash];

    /// <summary>Judges an exported audit, whichever program wrote it down.</summary>
    /// <param name="lines">The lines, from the first on.</param>
    /// <param name="trustedKeys">As <see cref="AuditVerifier"/> takes them.</param>
    /// <param name="statements">Signed statements that were kept elsewhere: they tell of an end that was cut off.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">It is no exported audit.</exception>
    public static async Task<AuditReport> VerifyAsync(
        Stream lines, IReadOnlySet<string>? trustedKeys, IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(lines, new UTF8Encoding(false, throwOnInvalidBytes: false));
        using var sum = new AuditExportSum();
        var first = await reader.ReadLineAsync(cancellationToken) ?? "";
        var (isComplete, at) = ReadHead(first);
        sum.Take(Encoding.UTF8.GetBytes(first));
        var verifier = new AuditVerifier(trustedKeys, isComplete) { ReadAt = at };
        var isSigned = false;
        foreach (var statement in statements)
        {
            verifier.AddStatement(statement);
        }

        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length > 0)
            {
                var bytes = Encoding.UTF8.GetBytes(line);
                isSigned = Take(verifier, bytes) is { } export && export.Hash == sum.Value();
                sum.Take(bytes);
            }
        }

        // Exports of releases that did not sign them are judged by the statements in them, where those are of that time, too.
        if (!isSigned && (!isComplete || verifier.HasSeries))
        {
            verifier.AddProblem("The export is not signed as a whole: it was changed or cut off, or is of a release that did not sign.");
        }

        return verifier.Finish();
    }

    /// <returns>The statement about the export that the line is; null for any other line.</returns>
    private static AuditStatement? Take(AuditVerifier verifier, byte[] line)
    {
        if (SplitEvent(line) is { } split)
        {
            var link = AuditChain.ReadLink(split.Body);
            verifier.AddEvent(link?.Stream ?? "", link?.Number ?? 0, split.Hash, split.Body);
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            var members = document.RootElement;
            if (members.TryGetProperty("statement", out var statement))
            {
                return verifier.AddStatement(statement.GetString() ?? "") is { Kind: AuditStatement.Export } export ? export : null;
            }
            else if (members.TryGetProperty("end_of", out var stream))
            {
                verifier.AddHead(
                    stream.GetString() ?? "", members.GetProperty("number").GetInt64(), members.GetProperty("hash").GetString() ?? "");
            }
            else
            {
                verifier.AddUnreadable();
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            verifier.AddUnreadable();
        }

        return null;
    }

    private static (byte[] Body, string Hash)? SplitEvent(byte[] line)
    {
        var start = line.Length - AfterHash.Length - HashLength - BeforeHash.Length;
        return start > 0 && line.AsSpan(start, BeforeHash.Length).SequenceEqual(BeforeHash) && line.AsSpan().EndsWith(AfterHash)
            && !line.AsSpan().StartsWith("{\"end_of\""u8)
            ? ([.. line[..start], (byte)'}'], Encoding.ASCII.GetString(line, start + BeforeHash.Length, HashLength))
            : null;
    }

    private static (bool IsComplete, DateTimeOffset? At) ReadHead(string? line)
    {
        try
        {
            using var head = JsonDocument.Parse(line ?? "");
            if (head.RootElement.TryGetProperty("format", out var format) && format.ValueEquals(Format))
            {
                return (
                    head.RootElement.GetProperty("is_complete").GetBoolean(),
                    head.RootElement.TryGetProperty("exported_at", out var at) ? at.GetDateTimeOffset() : null);
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            // Told below.
        }

        throw new InvalidDataException($"This is no exported audit: its first line must name the format '{Format}'.");
    }

    private static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
