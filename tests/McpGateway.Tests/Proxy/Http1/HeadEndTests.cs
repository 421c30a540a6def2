using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy.Http1;

namespace McpGateway.Tests.Proxy.Http1;

public sealed class HeadEndTests
{
    [Theory]
    [InlineData("", -1)]
    [InlineData("HTTP/1.1 200 OK\r\n", -1)]
    [InlineData("HTTP/1.1 200 OK\r\n\r", -1)]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", 19)]
    [InlineData("HTTP/1.1 200 OK\n\nrest", 17)]
    [InlineData("A\r\nB: c\r\n\r\nrest\r\n\r\n", 11)]
    [InlineData("A\r\n\rB\r\n\r\n", 9)]
    public void Find_Bytes_IsAfterTheEmptyLine(string text, int end)
    {
        var scanned = 0;
        Assert.Equal(end, HeadEnd.Find(Encoding.ASCII.GetBytes(text), ref scanned));
    }

    [Fact]
    public void Find_ByteForByte_FindsTheSameEnd() =>
        Prop.ForAll(
            Gen.Elements("a", "\r", "\n", "\r\n").ListOf().Select(string.Concat).ToArbitrary(),
            text =>
            {
                var bytes = Encoding.ASCII.GetBytes(text);
                var (whole, scanned, found) = (0, 0, -1);
                var expected = HeadEnd.Find(bytes, ref whole);
                for (var count = 1; count <= bytes.Length && found < 0; count++)
                {
                    found = HeadEnd.Find(bytes.AsSpan(0, count), ref scanned);
                }

                return found == expected;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
