using System.Buffers;
using System.Buffers.Text;
using System.Net;

namespace McpGateway.Proxy.Http1;

/// <summary>
/// Reads the head of an answer (RFC 9112 §4 and §5). Strict: what two readers could understand differently is no answer. The one freedom
/// taken is the line feed without carriage return between header lines (§2.2), which servers in use send.
/// </summary>
internal static class AnswerHeadReader
{
    /// <summary>Headers of one answer.</summary>
    public const int MaxHeaders = 128;

    private static readonly SearchValues<byte> Token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>All but visible characters, blanks, tabs, and bytes above ASCII (RFC 9110 §5.5).</summary>
    private static readonly SearchValues<byte> Forbidden =
        SearchValues.Create([.. Enumerable.Range(0, 32).Where(code => code != '\t').Append(127).Select(code => (byte)code)]);

    /// <summary>Adds status, version and headers to <paramref name="answer"/>, which has its content already.</summary>
    /// <param name="head">Up to and with the empty line.</param>
    /// <param name="isHead">The request was HEAD: whatever the headers say, no content follows.</param>
    /// <exception cref="HttpRequestException">It is not a head that only one meaning can be given to.</exception>
    public static AnswerHead Read(ReadOnlySpan<byte> head, bool isHead, HttpResponseMessage answer)
    {
        var status = ReadStatusLine(NextLine(ref head), out var isOld);
        if (status is >= 100 and < 200)
        {
            return status == (int)HttpStatusCode.SwitchingProtocols
                ? throw InvalidAnswer.Because("it switches protocols.")
                : new() { Status = status, Framing = Framing.None };
        }

        answer.StatusCode = (HttpStatusCode)status;
        answer.Version = isOld ? HttpVersion.Version10 : HttpVersion.Version11;
        var fields = new FramingFields();
        var line = NextLine(ref head);
        for (var count = 0; !line.IsEmpty; count++)
        {
            if (count == MaxHeaders)
            {
                throw InvalidAnswer.Because("it has too many headers.");
            }

            ReadHeader(line, answer, ref fields);
            line = NextLine(ref head);
        }

        return fields.Judge(status, isOld, isHead);
    }

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> head)
    {
        var end = head.IndexOf((byte)'\n');
        var line = end > 0 && head[end - 1] == '\r' ? head[..(end - 1)] : head[..end];
        head = head[(end + 1)..];
        return line;
    }

    private static int ReadStatusLine(ReadOnlySpan<byte> line, out bool isOld)
    {
        isOld = line.StartsWith("HTTP/1.0 "u8);
        if ((!isOld && !line.StartsWith("HTTP/1.1 "u8))
            || line.Length < 12
            || (line.Length > 12 && line[12] != ' ')
            || line.ContainsAny(Forbidden)
            || !Utf8Parser.TryParse(line[9..12], out int status, out var read) || read != 3 || status < 100)
        {
            throw InvalidAnswer.Because("its status line cannot be read.");
        }

        return status;
    }

    private static void ReadHeader(ReadOnlySpan<byte> line, HttpResponseMessage answer, ref FramingFields fields)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line[..colon].ContainsAnyExcept(Token))
        {
            // Blanks before the colon and folded lines (§5.1, §5.2) end here too.
            throw InvalidAnswer.Because("a header's name cannot be read.");
        }

        var bytes = line[(colon + 1)..].Trim(" \t"u8);
        if (bytes.ContainsAny(Forbidden))
        {
            throw InvalidAnswer.Because("a header has control characters.");
        }

        var name = HeaderText.Name(line[..colon]);
        fields.Add(name, bytes);
        var value = HeaderText.Value(bytes);
        if (!answer.Headers.TryAddWithoutValidation(name, value))
        {
            answer.Content.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
