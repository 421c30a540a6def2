using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy.Http1;

namespace McpGateway.Tests.Proxy.Http1;

public sealed class ChunkDecoderTests
{
    [Theory]
    [InlineData("0\r\n\r\n", "")]
    [InlineData("5\r\nhello\r\n0\r\n\r\n", "hello")]
    [InlineData("005\r\nhello\r\n1\r\n!\r\n000\r\n\r\n", "hello!")]
    [InlineData("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789")]
    [InlineData("5;name=\"value\"\r\nhello\r\n0;x\r\n\r\n", "hello")]
    [InlineData("5 \t\r\nhello\r\n0  ;x\r\n\r\n", "hello")]
    [InlineData("5\r\nhello\r\n0\r\nTrailer: dropped\r\nOther: too\r\n\r\n", "hello")]
    public void Decode_WholeContent_IsTaken(string coded, string content)
    {
        Assert.Equal((content, true), DecodeIn(coded, pieces: coded.Length, room: 100));
        Assert.Equal((content, true), DecodeIn(coded, pieces: 1, room: 1));
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData(";x\r\n")]
    [InlineData(" 5\r\nhello\r\n")]
    [InlineData("g\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("+5\r\nhello\r\n")]
    [InlineData("0x5\r\nhello\r\n")]
    [InlineData("5 5\r\nhello\r\n")]
    [InlineData("5\nhello\r\n")]
    [InlineData("5\r\rhello\r\n")]
    [InlineData("5;x\nhello\r\n")]
    [InlineData("5\r\nhello\n0\r\n\r\n")]
    [InlineData("5\r\nhello!\r\n0\r\n\r\n")]
    [InlineData("0\r\nT: x\n\r\n")]
    [InlineData("0\r\n\rx")]
    [InlineData("10000000000000000\r\n")]
    [InlineData("fffffffffffffffff\r\n")]
    public void Decode_BrokenCoding_IsRefused(string coded) =>
        Assert.Throws<HttpIOException>(() => DecodeIn(coded, pieces: 1, room: 100));

    [Theory]
    [InlineData("5;")]
    [InlineData("5")]
    [InlineData("0\r\nT:")]
    public void Decode_EndlessExtraBytes_AreRefused(string start)
    {
        var coded = start + new string(start.Length == 1 ? ' ' : 'x', 20_000);
        Assert.Throws<HttpIOException>(() => DecodeIn(coded, pieces: 1000, room: 100));
    }

    [Fact]
    public void Decode_AnySplitOfAnyContent_GivesTheContent() =>
        Prop.ForAll(Cases().ToArbitrary(), found =>
            DecodeIn(found.Coded, found.Pieces, found.Room) == (found.Content, true)).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static Gen<(string Coded, string Content, int Pieces, int Room)> Cases() =>
        from chunks in Gen.ListOf(Gen.Choose(1, 40))
        from pieces in Gen.Choose(1, 30)
        from room in Gen.Choose(1, 30)
        let texts = chunks.Select((length, index) => new string((char)('a' + (index % 26)), length)).ToArray()
        select (string.Concat(texts.Select(text => $"{text.Length:x}\r\n{text}\r\n")) + "0\r\n\r\n", string.Concat(texts), pieces, room);

    private static (string Content, bool IsEnd) DecodeIn(string coded, int pieces, int room)
    {
        var decoder = default(ChunkDecoder);
        var content = new StringBuilder();
        var target = new byte[room];
        var bytes = Encoding.Latin1.GetBytes(coded);
        for (var start = 0; start < bytes.Length; start += pieces)
        {
            var piece = bytes.AsSpan(start, Math.Min(pieces, bytes.Length - start));
            while (!piece.IsEmpty && !decoder.IsEnd)
            {
                decoder.Decode(piece, target, out var consumed, out var written);
                Assert.True(consumed > 0);
                content.Append(Encoding.Latin1.GetString(target, 0, written));
                piece = piece[consumed..];
            }
        }

        return (content.ToString(), decoder.IsEnd);
    }
}
