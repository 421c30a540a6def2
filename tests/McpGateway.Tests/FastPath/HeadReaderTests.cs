using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Host.FastPath;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace McpGateway.Tests.FastPath;

public sealed class HeadReaderTests
{
    private const string Plain =
        "POST /srv/mcp HTTP/1.1\r\nHost: gateway.test:7860\r\nContent-Type: application/json\r\naccept:*/*\r\nContent-Length: 12\r\n\r\n";

    public static TheoryData<string, string> Foreign => new()
    {
        { "another method", Plain.Replace("POST", "PUT", StringComparison.Ordinal) },
        { "method in small letters", Plain.Replace("POST", "post", StringComparison.Ordinal) },
        { "HTTP/1.0", Plain.Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal) },
        { "no version", Plain.Replace(" HTTP/1.1", "", StringComparison.Ordinal) },
        { "two spaces", Plain.Replace("POST /", "POST  /", StringComparison.Ordinal) },
        { "absolute form", Plain.Replace("/srv/mcp", "http://gateway.test/srv/mcp", StringComparison.Ordinal) },
        { "query", Plain.Replace("/srv/mcp", "/srv/mcp?a=b", StringComparison.Ordinal) },
        { "percent-encoding", Plain.Replace("/srv/mcp", "/srv/%6dcp", StringComparison.Ordinal) },
        { "fragment", Plain.Replace("/srv/mcp", "/srv/mcp#a", StringComparison.Ordinal) },
        { "non-ASCII target", Plain.Replace("/srv/mcp", "/srv/m\u00e9", StringComparison.Ordinal) },
        { "long target", Plain.Replace("/srv/mcp", "/" + new string('a', 1100), StringComparison.Ordinal) },
        { "lines end in LF", Plain.Replace("\r\n", "\n", StringComparison.Ordinal) },
        { "one line ends in LF", Plain.Replace("*/*\r\n", "*/*\n", StringComparison.Ordinal) },
        { "CR inside a value", Plain.Replace("*/*", "*\r*", StringComparison.Ordinal) },
        { "control character", Plain.Replace("*/*", "*\u0001*", StringComparison.Ordinal) },
        { "tab", Plain.Replace("*/*", "*\t*", StringComparison.Ordinal) },
        { "non-ASCII value", Plain.Replace("*/*", "\u00e9", StringComparison.Ordinal) },
        { "folded line", Plain.Replace("*/*", "*/*\r\n more", StringComparison.Ordinal) },
        { "space before the colon", Plain.Replace("accept:", "accept :", StringComparison.Ordinal) },
        { "space at the end", Plain.Replace("*/*", "*/* ", StringComparison.Ordinal) },
        { "two spaces before the value", Plain.Replace("accept:", "accept:  ", StringComparison.Ordinal) },
        { "empty value", Plain.Replace("*/*", "", StringComparison.Ordinal) },
        { "no colon", Plain.Replace("accept:", "accept", StringComparison.Ordinal) },
        { "no name", Plain.Replace("accept:", ":", StringComparison.Ordinal) },
        { "name with a slash", Plain.Replace("accept:", "ac/cept:", StringComparison.Ordinal) },
        { "header twice", Plain.Replace("accept:", "Accept: a\r\naccept:", StringComparison.Ordinal) },
        { "no host", Plain.Replace("Host", "Post", StringComparison.Ordinal) },
        { "two hosts", Plain.Replace("accept:", "host: a\r\naccept:", StringComparison.Ordinal) },
        { "host with user", Plain.Replace("gateway.test", "a@gateway.test", StringComparison.Ordinal) },
        { "host without port", Plain.Replace(":7860", ":", StringComparison.Ordinal) },
        { "long port", Plain.Replace(":7860", ":786000", StringComparison.Ordinal) },
        { "no length", Plain.Replace("Content-Length", "Content-Size", StringComparison.Ordinal) },
        { "two lengths", Plain.Replace("accept:", "content-length: 12\r\naccept:", StringComparison.Ordinal) },
        { "length twice in one", Plain.Replace(": 12", ": 12, 12", StringComparison.Ordinal) },
        { "length with a sign", Plain.Replace(": 12", ": +12", StringComparison.Ordinal) },
        { "length with zeros", Plain.Replace(": 12", ": 012", StringComparison.Ordinal) },
        { "length of nothing", Plain.Replace(": 12", ": 0", StringComparison.Ordinal) },
        { "hexadecimal length", Plain.Replace(": 12", ": 0x12", StringComparison.Ordinal) },
        { "large length", Plain.Replace(": 12", ": 99999999999999999999", StringComparison.Ordinal) },
        { "chunks", With("Transfer-Encoding: chunked") },
        { "chunks, with an underscore", With("Transfer_Encoding: chunked") },
        { "expectation", With("expect: 100-continue") },
        { "upgrade", With("Upgrade: websocket") },
        { "connection closes", With("Connection: close") },
        { "connection names a header", With("Connection: keep-alive, accept") },
        { "trailers", With("TE: trailers") },
        { "cookie", With("Cookie: a=b") },
        { "client that a proxy names", With("x-forwarded-for: 192.0.2.1") },
        { "what a proxy saw", With("X-Original-Host: a.test") },
        { "standard header of proxies", With("Forwarded: for=192.0.2.1") },
        { "origin", With("Origin: https://a.test") },
        { "many headers", With(string.Join("\r\n", Enumerable.Range(0, 60).Select(index => $"X-{index}: v"))) },
        { "large head", With("X-Large: " + new string('x', HeadReader.MaxHead)) },
        { "TLS", "\u0016\u0003\u0001\u0002\u0000\u0001" },
        { "HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" },
        { "empty lines first", "\r\n" + Plain },
    };

    [Theory]
    [InlineData(Plain)]
    [InlineData("POST /srv HTTP/1.1\r\nContent-Length: 1\r\nhost:127.0.0.1\r\nconnection: Keep-Alive\r\nX_A-1: a: b\r\n\r\n")]
    public void Read_PlainHead_IsCanonical(string head)
    {
        var reader = NewReader();

        Assert.Equal(HeadState.Canonical, reader.Read(Bytes(head + "the body")));

        Assert.Equal(head.Length, reader.Length);
        Assert.Equal(head.Split(' ')[1], reader.Target);
    }

    [Fact]
    public void CopyTo_CanonicalHead_HasTheLinesWithTheServersNames()
    {
        var reader = NewReader();
        reader.Read(Bytes(Plain));
        var headers = new HeaderList();

        reader.CopyTo(headers);

        Assert.Equal(
            ["Host=gateway.test:7860", "Content-Type=application/json", "Accept=*/*", "Content-Length=12"],
            headers.Select(header => $"{header.Key}={header.Value}"));
        Assert.Equal(12, headers.ContentLength);
        Assert.Equal(12, reader.ContentLength);
    }

    [Theory]
    [MemberData(nameof(Foreign))]
    public void Read_AnythingElse_IsTheServers(string what, string head) =>
        Assert.True(NewReader().Read(Bytes(head)) == HeadState.Foreign, what);

    [Fact]
    public void Read_AnyBeginning_IsPartial()
    {
        for (var length = 1; length < Plain.Length; length++)
        {
            Assert.Equal(HeadState.Partial, NewReader().Read(Bytes(Plain[..length])));
        }
    }

    [Theory]
    [InlineData("P\n")]
    [InlineData("POST /srv/mcp HTTP/1.1\r\nbad header\r\n")]
    [InlineData("POST /srv/mcp HTTP/1.1\r\nCookie: a=b\r\n")]
    [InlineData("POST /srv/mcp HTTP/1.1\r\nX-A: \u0001")]
    [InlineData("GE")]
    public void Read_BeginningThatCannotBecomeCanonical_IsTheServersAtOnce(string beginning) =>
        Assert.Equal(HeadState.Foreign, NewReader().Read(Bytes(beginning)));

    [Theory]
    [InlineData(2, int.MaxValue, int.MaxValue)]
    [InlineData(100, 60, int.MaxValue)]
    [InlineData(100, int.MaxValue, 20)]
    public void Read_LimitsOfTheServer_AreKept(int headers, int bytes, int line)
    {
        var limits = new KestrelServerLimits
        {
            MaxRequestHeaderCount = headers,
            MaxRequestHeadersTotalSize = bytes,
            MaxRequestLineSize = line,
            MaxRequestBufferSize = null,
        };

        Assert.Equal(HeadState.Foreign, new HeadReader(limits).Read(Bytes(Plain)));
    }

    /// <summary>What is kept from one head for the next changes no verdict and no text.</summary>
    [Fact]
    public void Read_OneHeadAfterAnother_ReadsAsIfItWereTheFirst() =>
        Prop.ForAll(Heads().ListOf().ToArbitrary(), heads =>
        {
            var reader = NewReader();
            foreach (var head in heads)
            {
                var alone = NewReader();
                var (state, expected) = (reader.Read(Bytes(head)), alone.Read(Bytes(head)));
                if (state != expected || (state == HeadState.Canonical && Text(reader) != Text(alone)))
                {
                    return false.Label(head);
                }
            }

            return true.ToProperty();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static Gen<string> Heads() =>
        from target in Gen.Elements("/srv/mcp", "/srv/mcp", "/srv/mcq", "/srv")
        from lines in Gen.Elements(
            "Host: a", "Host: b", "host: a", "X-A: 1", "X-A: 2", "x-a: 1", "X-AA: 1", "Accept: */*", "Content-Length: 12",
            "Content-Length: 13",
            "Content-Length: 7", "Connection: keep-alive", "Connection: close", "bad").ListOf()
        from cut in Gen.Frequency((6, Gen.Constant(0)), (1, Gen.Choose(1, 30)))
        let text = $"POST {target} HTTP/1.1\r\n" + string.Concat(lines.Append("Host: c").Append("Content-Length: 5").Distinct()
            .DistinctBy(line => line.Split(':')[0].ToUpperInvariant()).Select(line => line + "\r\n")) + "\r\n"
        select text[..(text.Length - cut)];

    private static string Text(HeadReader reader)
    {
        var headers = new HeaderList();
        reader.CopyTo(headers);
        return $"{reader.Target} {reader.Length} {reader.ContentLength} {string.Join('|', headers)}";
    }

    private static string With(string line) => Plain.Replace("accept:", line + "\r\naccept:", StringComparison.Ordinal);

    private static HeadReader NewReader() => new(new KestrelServerLimits());

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);
}
