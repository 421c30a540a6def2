using FsCheck;
using FsCheck.Fluent;
using McpGateway.Cli.Credentials.Files;

namespace McpGateway.Tests.Cli.Credentials;

public sealed class DotEnvTests
{
    [Theory]
    [InlineData("A=1", "1")]
    [InlineData("export A=1", "1")]
    [InlineData("  A = 1  ", "1")]
    [InlineData("A=\"a # b\" # remark", "a # b")]
    [InlineData("A='$x'", "$x")]
    [InlineData("A=a=b==", "a=b==")]
    [InlineData("A=1 # remark", "1")]
    [InlineData("A=http://h/#part", "http://h/#part")]
    [InlineData("A=\"open", "\"open")]
    [InlineData("A=", "")]
    [InlineData("A=# remark", "")]
    [InlineData("A=1\r\nA=2\r\n", "2")]
    [InlineData("#A=1", null)]
    [InlineData("1A=1", null)]
    [InlineData("A B=1", null)]
    [InlineData("A", null)]
    [InlineData("=1", null)]
    public void Parse_Line_IsReadAsShellsDo(string text, string? value) => Assert.Equal(value, DotEnv.Parse(text).GetValueOrDefault("A"));

    [Fact]
    public void Parse_AnyText_DoesNotThrow() => Prop.ForAll<string>(text =>
    {
        DotEnv.Parse(text ?? "");
        return true;
    }).QuickCheckThrowOnFailure();
}
