using McpGateway.Cli.Compat.Support;

namespace McpGateway.Tests.Cli.Compat;

public sealed class TokenFileTests
{
    [Theory]
    [InlineData("abc.def.ghi", "abc.def.ghi")]
    [InlineData("  abc.def.ghi\r\n", "abc.def.ghi")]
    [InlineData("""{"access_token":"a"}""", "a")]
    [InlineData("""{"tokens":{"access_token":"b"}}""", "b")]
    [InlineData("""{"success":true,"token_data":{"access_token":"c"}}""", "c")]
    [InlineData("""{"access_token":"a","tokens":{"access_token":"b"}}""", "a")]
    [InlineData("""{"access_token":""}""", null)]
    [InlineData("""{"access_token":7}""", null)]
    [InlineData("""{"access_token":"a" """, null)]
    [InlineData("{}", null)]
    [InlineData("", null)]
    [InlineData("two words", null)]
    [InlineData("line\nbreak", null)]
    [InlineData("umläut", null)]
    public void Parse_ByContent_FindsTheToken(string text, string? token) => Assert.Equal(token, TokenFile.Parse(text));
}
