using McpGateway.Web.Components;

namespace McpGateway.Tests.Web.Components;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(9_999, "9,999")]
    [InlineData(12_345, "12.3k")]
    [InlineData(123_456, "123k")]
    [InlineData(1_200_000, "1.2M")]
    [InlineData(2_500_000_000, "2.5G")]
    public void Short_Count_IsShort(double count, string expected) => Assert.Equal(expected, Figures.Short(count));

    [Theory]
    [InlineData(null, "–")]
    [InlineData(0.04, "0.0 ms")]
    [InlineData(9.94, "9.9 ms")]
    [InlineData(999.4, "999 ms")]
    [InlineData(1234.4, "1.23 s")]
    [InlineData(12_340.0, "12.3 s")]
    public void Milliseconds_Duration_HasTheDigitsThatMatter(double? value, string expected) =>
        Assert.Equal(expected, Figures.Milliseconds(value));

    [Theory]
    [InlineData(999, "999 bytes")]
    [InlineData(1_500, "1.5 kB")]
    [InlineData(2_000_000, "2.0 MB")]
    [InlineData(3_100_000_000, "3.1 GB")]
    public void Bytes_Count_HasItsUnit(double count, string expected) => Assert.Equal(expected, Figures.Bytes(count));

    [Theory]
    [InlineData(0, 0, "–")]
    [InlineData(1, 3, "33.3 %")]
    [InlineData(3, 3, "100 %")]
    public void Share_Part_IsInPercent(long part, long whole, string expected) => Assert.Equal(expected, Figures.Share(part, whole));
}
