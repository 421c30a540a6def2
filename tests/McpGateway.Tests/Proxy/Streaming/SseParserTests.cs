using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy.Streaming;

namespace McpGateway.Tests.Proxy.Streaming;

public sealed class SseParserTests
{
    public static TheoryData<string, string[]> Streams { get; } = new()
    {
        // stream, events as type|data|id|retry
        { "data: a\n\n", ["|a||"] },
        { "data: a\r\n\r\n", ["|a||"] },
        { "data: a\r\r", ["|a||"] },
        { "data: a\n\ndata: b\n\n", ["|a||", "|b||"] },
        { "data: a\r\rdata: b\n\r\ndata: c\r\n\n", ["|a||", "|b||", "|c||"] },
        { "\uFEFFdata: a\n\n", ["|a||"] },
        { "\uFEFF\uFEFFdata: a\n\n", [] },
        { "data: a\n\uFEFFdata: b\n\n", ["|a||"] },
        { "data:a\ndata:  b\ndata\ndata:\n\n", ["|a\n b\n\n||"] },
        { "event: endpoint\ndata: /messages?id=1\n\n", ["endpoint|/messages?id=1||"] },
        { "event: a\nevent: b\nid: 1\nid: 2\nretry: 10\nretry: x\nretry:-5\ndata: d\n\n", ["b|d|2|10"] },
        { "id: a\0b\ndata: d\n\n", ["|d||"] },
        { "id\ndata: d\n\n", ["|d|<empty>|"] },
        { "Data: x\ndatax: y\n data: z\n: comment\nunknown: u\ndata: d\n\n", ["|d||"] },
        { "data\n\n", ["|||"] },
        { "data: {\"a\":\"é\"}\n\n", ["|{\"a\":\"é\"}||"] },
        { "event: only\n\n", [] },
        { ": ping\n\n: ping\n\ndata: a\n\n", ["|a||"] },
        { "\n\n\n", [] },
        { "retry: 3000\n\n", [] },
    };

    [Theory]
    [MemberData(nameof(Streams))]
    public void TryRead_Stream_GivesItsEvents(string stream, string[] expected)
    {
        var (events, raw) = Parse(Encoding.UTF8.GetBytes(stream), int.MaxValue);

        Assert.Equal(expected, events);
        Assert.Equal(stream, Encoding.UTF8.GetString(raw));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public void TryRead_ByteByByte_GivesTheSameEvents(string stream, string[] expected)
    {
        var (events, raw) = Parse(Encoding.UTF8.GetBytes(stream), 1);

        Assert.Equal(expected, events);
        Assert.Equal(stream, Encoding.UTF8.GetString(raw));
    }

    [Theory]
    [InlineData(": ping\n")]
    [InlineData(":\r\n")]
    [InlineData(":\r")]
    [InlineData("data: a\r\r")]
    public void TryRead_WhatIsComplete_IsNotHeldBack(string stream)
    {
        var parser = new SseParser();
        parser.Append(Encoding.UTF8.GetBytes(stream));

        Assert.True(parser.TryRead(out var read));
        Assert.Equal(stream, Encoding.UTF8.GetString(read.Raw.Span));
        Assert.True(read.IsComplete);
    }

    [Fact]
    public void TryReadRest_StreamCutOff_GivesTheRestAsIncomplete()
    {
        var parser = new SseParser();
        parser.Append("data: a\n\nevent: x\ndata: b"u8);

        Assert.True(parser.TryRead(out _));
        Assert.False(parser.TryRead(out _));
        Assert.True(parser.TryReadRest(out var rest));
        Assert.False(rest.IsComplete);
        Assert.Equal("b", Encoding.UTF8.GetString(rest.Data.Span));
        Assert.False(parser.TryReadRest(out _));
    }

    [Theory]
    [InlineData("data: 123456789012\n\n", false)]
    [InlineData("data: 12345678901\n\n", false)]
    [InlineData("data: 123456789\n\n", true)]
    [InlineData("data: 1\n\ndata: 2\n\ndata: 3\n\n", true)]
    [InlineData("data: 1\n\ndata: 12345678901234567", false)]
    public void TryRead_EventOverTheLimit_Stops(string stream, bool fits)
    {
        Assert.All([1, 3, int.MaxValue], chunk =>
        {
            var parser = new SseParser(maxEventBytes: 17);
            foreach (var part in Encoding.UTF8.GetBytes(stream).Chunk(Math.Min(chunk, stream.Length)))
            {
                parser.Append(part);
                while (parser.TryRead(out _))
                {
                }
            }

            Assert.Equal(fits, !parser.IsTooLarge);
        });
    }

    [Fact]
    public void TryRead_RandomChunks_EqualTheWhole() =>
        Prop.ForAll(Chunked().ToArbitrary(), sample =>
        {
            var (stream, chunk) = sample;
            var whole = Parse(stream, int.MaxValue);
            var parts = Parse(stream, chunk);
            return whole.Events.SequenceEqual(parts.Events)
                && parts.Raw.AsSpan().SequenceEqual(stream)
                && whole.Raw.AsSpan().SequenceEqual(stream);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void TryRead_RandomBytes_LosesNothing() =>
        Prop.ForAll<byte[]>(bytes => Parse(bytes, 3).Raw.AsSpan().SequenceEqual(bytes)).QuickCheckThrowOnFailure();

    internal static Gen<(byte[] Stream, int Chunk)> Chunked() =>
        from pieces in Gen.ArrayOf(Gen.Elements(
            "data: a", "data:b", "data", "\n", "\n", "\r", "\r\n", "\r\n", ": c", "event: e", "id: 7", "retry: 5", "\uFEFF", "x", "é",
            ":", "\n\n"))
        from chunk in Gen.Choose(1, 7)
        select (Encoding.UTF8.GetBytes(string.Concat(pieces)), chunk);

    private static (List<string> Events, byte[] Raw) Parse(byte[] stream, int chunk)
    {
        var parser = new SseParser();
        var events = new List<string>();
        var raw = new List<byte>();
        for (var at = 0; at < stream.Length; at += Math.Min(chunk, stream.Length - at))
        {
            parser.Append(stream.AsSpan(at, Math.Min(chunk, stream.Length - at)));
            while (parser.TryRead(out var read))
            {
                raw.AddRange(read.Raw.Span);
                if (read.HasData)
                {
                    events.Add(Describe(read));
                }
            }
        }

        if (parser.TryReadRest(out var rest))
        {
            raw.AddRange(rest.Raw.Span);
        }

        return (events, raw.ToArray());
    }

    private static string Describe(in SseEvent read)
    {
        var id = read.Id is not { } value ? "" : value.IsEmpty ? "<empty>" : Encoding.UTF8.GetString(value.Span);
        return $"{Encoding.UTF8.GetString(read.Type.Span)}|{Encoding.UTF8.GetString(read.Data.Span)}|{id}|{read.Retry}";
    }
}
