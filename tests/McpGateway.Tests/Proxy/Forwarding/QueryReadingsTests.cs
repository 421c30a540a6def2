using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy.Forwarding;

namespace McpGateway.Tests.Proxy.Forwarding;

public sealed class QueryReadingsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a=b", "a=b")]
    [InlineData("a=b+c", "a=b+c|a=b c")]
    [InlineData("a=%2Bb+c", "a=%2Bb+c|a=%2Bb c|a=+b+c|a= b c")]
    [InlineData("a%3Db", "a%3Db|a=b")]
    [InlineData("a=%2541", "a=%2541|a=%41|a=A")]
    [InlineData("a=%zz%4", "a=%zz%4")]
    [InlineData("a=%2525252541", "a=%2525252541|a=%25252541|a=%252541|a=%2541|a=%41")]
    public void Of_Parameter_AsSentAndAsOftenDecodedAsItChanges(string parameter, string expected) =>
        Assert.Equal(expected, string.Join('|', QueryReadings.Of(parameter)));

    /// <summary>However often it was encoded, up to what is decoded, the text is one of the readings.</summary>
    [Fact]
    public void Of_TextEncodedUpToFourTimes_IsAmongTheReadings() =>
        Prop.ForAll<NonNull<string>, int>(static (text, times) =>
        {
            var plain = new string([.. text.Get.Where(static letter => !char.IsSurrogate(letter) && letter != '%')]);
            var sent = plain;
            for (var time = 0; time < Math.Abs(times % 5); time++)
            {
                sent = string.Concat(Encoding.UTF8.GetBytes(sent).Select(static octet => $"%{octet:X2}"));
            }

            return QueryReadings.Of(sent).Contains(plain);
        }).Check(Config.QuickThrowOnFailure);
}
