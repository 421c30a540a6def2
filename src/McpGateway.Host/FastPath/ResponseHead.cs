using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace McpGateway.Host.FastPath;

/// <summary>The bytes of an answer's head.</summary>
internal static class ResponseHead
{
    private static readonly SearchValues<char> InNames =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly byte[]?[] StatusLines = new byte[600][];

    /// <returns>Bytes written.</returns>
    /// <exception cref="InvalidOperationException">A header would not be read as it is meant.</exception>
    public static int Write(
        PipeWriter output, int status, string? reason, HeaderList headers, Framing framing, bool closes, ReadOnlySpan<byte> date)
    {
        var statusLine = reason is null ? StatusLine(status) : MakeStatusLine(status, reason);
        var space = output.GetSpan(statusLine.Length + date.Length + 64 + Measure(headers));
        var length = 0;
        Put(space, ref length, statusLine);
        for (var index = 0; index < headers.Count; index++)
        {
            var (name, values) = headers.At(index);
            foreach (var value in values)
            {
                Put(space, ref length, name);
                Put(space, ref length, ": "u8);
                Put(space, ref length, value!);
                Put(space, ref length, "\r\n"u8);
            }
        }

        if (!headers.ContainsKey(HeaderNames.Date))
        {
            Put(space, ref length, date);
        }

        if (framing == Framing.Chunked)
        {
            Put(space, ref length, "Transfer-Encoding: chunked\r\n"u8);
        }

        if (closes && !headers.ContainsKey(HeaderNames.Connection))
        {
            Put(space, ref length, "Connection: close\r\n"u8);
        }

        Put(space, ref length, "\r\n"u8);
        output.Advance(length);
        return length;
    }

    private static int Measure(HeaderList headers)
    {
        var length = 0;
        for (var index = 0; index < headers.Count; index++)
        {
            var (name, values) = headers.At(index);
            foreach (var value in values)
            {
                // A line's end inside would begin another header, or the content.
                if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(InNames)
                    || value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
                {
                    throw new InvalidOperationException($"Header {name} has characters that cannot be sent.");
                }

                length += name.Length + (value?.Length ?? 0) + 4;
            }
        }

        return length;
    }

    private static byte[] StatusLine(int status) =>
        status is < 0 or >= 600 ? MakeStatusLine(status, ReasonPhrases.GetReasonPhrase(status))
            : StatusLines[status] ??= MakeStatusLine(status, ReasonPhrases.GetReasonPhrase(status));

    private static byte[] MakeStatusLine(int status, string reason) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {reason}\r\n"));

    private static void Put(Span<byte> space, ref int length, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(space[length..]);
        length += bytes.Length;
    }

    private static void Put(Span<byte> space, ref int length, string? text) =>
        length += Encoding.ASCII.GetBytes(text ?? "", space[length..]);
}
