using FsCheck;
using FsCheck.Fluent;
using McpGateway.AuthorizationServer.Protocol;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Tests.AuthorizationServer.Protocol;

/// <summary>Parameters of strangers: each once, none repeated in an error, and nothing that makes the reader throw.</summary>
public sealed class OAuthParametersTests
{
    [Theory]
    [InlineData("a=1&b=2", "a", "1")]
    [InlineData("a=1&b=2", "c", null)]
    [InlineData("a=", "a", null)]
    [InlineData("a", "a", null)]
    [InlineData("a=%20", "a", " ")]
    [InlineData("a=x%26b%3Dy", "a", "x&b=y")]
    [InlineData("a=1+2", "a", "1 2")]
    [InlineData("A=1", "a", null)]
    [InlineData("a=1&&b=2", "b", "2")]
    [InlineData("", "a", null)]
    public async Task Form_Parameter_IsReadOnce(string body, string name, string? expected)
    {
        var read = await OAuthParameters.OfFormAsync(OAuthCore.FormRequest(body), OAuthCore.Cancellation);

        Assert.True(read.IsSuccess);
        Assert.Equal(expected, read.Value[name]);
        Assert.Equal(expected, FromQuery(body).Value![name]);
    }

    [Theory]
    [InlineData("a=secret1&a=secret2")]
    [InlineData("a=secret1&A=secret2")]
    [InlineData("a=secret1&a=secret1")]
    [InlineData("a=secret1&a=")]
    [InlineData("a&a")]
    public async Task Parameter_GivenTwice_IsRefusedWithoutQuotingIt(string text)
    {
        var form = await OAuthParameters.OfFormAsync(OAuthCore.FormRequest(text), OAuthCore.Cancellation);

        Assert.All([form.Error!, FromQuery(text).Error!], refusal =>
        {
            Assert.Equal("invalid_request", refusal.Code);
            Assert.Equal("A parameter is given more than once.", refusal.Detail);
        });
    }

    [Fact]
    public void Resource_GivenTwice_IsAList_InWhichEmptyOnesDoNotCount()
    {
        var read = FromQuery("resource=a&resource=&resource=b&resource=a").Value!;

        Assert.Equal(["a", "b", "a"], read.Resources);
        Assert.Null(read["resource"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("application/json")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("text/plain")]
    public async Task Form_OfAnotherType_IsRefused(string? contentType)
    {
        var read = await OAuthParameters.OfFormAsync(OAuthCore.FormRequest("a=1", contentType), OAuthCore.Cancellation);

        Assert.Equal("The request body must be application/x-www-form-urlencoded.", read.Error?.Detail);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=utf-8")]
    [InlineData("Application/X-WWW-Form-Urlencoded")]
    public async Task Form_TypeWithParameterOrInCapitals_IsRead(string contentType) => Assert.Equal(
        "1", (await OAuthParameters.OfFormAsync(OAuthCore.FormRequest("a=1", contentType), OAuthCore.Cancellation)).Value!["a"]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Form_TooLarge_IsRefused_WhetherOrNotItSaysSo(bool statesItsLength)
    {
        var request = OAuthCore.FormRequest("a=" + new string('x', 70_000));
        request.ContentLength = statesItsLength ? request.ContentLength : null;

        Assert.Contains(
            "too large", (await OAuthParameters.OfFormAsync(request, OAuthCore.Cancellation)).Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_OfTooManyFields_IsRefused()
    {
        var body = string.Join('&', Enumerable.Range(0, 2000).Select(index => $"k{index}=1"));

        Assert.Contains("malformed", (await OAuthParameters.OfFormAsync(OAuthCore.FormRequest(body), OAuthCore.Cancellation)).Error!.Detail,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ToString_NeverHoldsAValue() => Assert.Equal("OAuthParameters", FromQuery("code=secret").Value!.ToString());

    [Fact]
    public void AnyText_IsReadOrRefused_AndValuesComeBackAsSent()
    {
        var piece = Gen.Elements("a", "b", "resource", "=", "&", "%41", "%", "%zz", "+", "é", "\u0000", "A", "code", "\ud800", ";");
        Prop.ForAll(piece.ListOf().ToArbitrary(), pieces =>
        {
            var read = FromQuery(string.Concat(pieces));
            return read.IsSuccess || (read.Error.Code == "invalid_request" && read.Error.Detail == "A parameter is given more than once.");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
        Prop.ForAll(ArbMap.Default.ArbFor<NonEmptyString>(), value =>
        {
            var text = new string([.. value.Get.Where(letter => !char.IsSurrogate(letter))]);
            return (FromQuery("state=" + Uri.EscapeDataString(text)).Value!["state"] ?? "") == text;
        }).QuickCheckThrowOnFailure();
    }

    private static McpGateway.Foundation.Result<OAuthParameters> FromQuery(string text)
    {
        var request = new DefaultHttpContext().Request;
        request.QueryString = new("?" + text);
        return OAuthParameters.OfQuery(request);
    }
}
