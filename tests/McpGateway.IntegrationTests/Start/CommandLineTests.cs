using System.Reflection;
using McpGateway.Access;
using McpGateway.AuthorizationServer;
using McpGateway.Core.Health;
using McpGateway.Foundation.Documents;
using McpGateway.Host;
using McpGateway.Identity;
using McpGateway.Proxy;
using McpGateway.Storage;

namespace McpGateway.IntegrationTests.Start;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("--urls http://127.0.0.1:0")]
    [InlineData("--urls=http://127.0.0.1:0")]
    [InlineData("--URLS=http://127.0.0.1:0")]
    [InlineData("/urls http://127.0.0.1:0")]
    [InlineData("urls=http://127.0.0.1:0")]
    [InlineData("--environment Development --contentRoot /srv")]
    [InlineData("--http_ports 8080")]
    [InlineData("--Proxy:MaxRequestBytes=4096")]
    [InlineData("--Proxy:MaxRequestBytes 4096")]
    [InlineData("--proxy:AllowedOrigins:0 https://a.test")]
    [InlineData("--Health:Push:MaxConnections 5")]
    [InlineData("--Logging:LogLevel:Default Debug")]
    [InlineData("--Kestrel:Endpoints:S:Url https://0.0.0.0:443")]
    [InlineData("--DATA_DIR /srv --ADMIN_PASSWORD -")]
    [InlineData("--SOME_VARIABLE_OF_A_FILE x")]
    [InlineData("--urls http://127.0.0.1:0 --shutdownTimeoutSeconds 5")]
    public void Read_Settings_AreLeftToTheConfiguration(string line) => Assert.Null(Read(line).ExitCode);

    [Theory]
    [InlineData("--urlz x", "--urlz")]
    [InlineData("--no-such", "--no-such")]
    [InlineData("--no-such=s3cret", "--no-such")]
    [InlineData("-x", "-x")]
    [InlineData("serve", "serve")]
    [InlineData("urls", "urls")]
    [InlineData("--Prxy:MaxRequestBytes=1", "--Prxy:MaxRequestBytes")]
    [InlineData("--Proxy__MaxRequestBytes=1", "--Proxy__MaxRequestBytes")]
    [InlineData("--urls http://127.0.0.1:0 --urlz x", "--urlz")]
    [InlineData("--", "--")]
    public void Read_UnknownOption_IsAnErrorThatNamesIt(string line, string option)
    {
        var command = Read(line);

        Assert.Equal((2, true), (command.ExitCode, command.Text.Contains($"'{option}'", StringComparison.Ordinal)));
        Assert.DoesNotContain("s3cret", command.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--urls")]
    [InlineData("--urls --environment Development")]
    [InlineData("--DATA_DIR")]
    public void Read_OptionWithoutAValue_IsAnError(string line) =>
        Assert.Contains("needs a value", Read(line).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("--urls http://127.0.0.1:0 --help")]
    [InlineData("--version")]
    public void Read_Question_EndsWell(string line) => Assert.Equal(0, Read(line).ExitCode);

    /// <summary>A section that is added to the product must be usable on the command line.</summary>
    [Fact]
    public void Sections_OfTheProduct_AreAllKnown()
    {
        var sections =
            from assembly in new[]
            {
                typeof(AccessOptions).Assembly, typeof(AuthOptions).Assembly, typeof(OAuthOptions).Assembly, typeof(HealthOptions).Assembly,
                typeof(StorageOptions).Assembly, typeof(DocumentStore).Assembly, typeof(ProxyOptions).Assembly,
            }
            from type in assembly.GetTypes()
            let field = type.GetField("Section", BindingFlags.Public | BindingFlags.Static)
            where field is { IsLiteral: true }
            select ((string)field.GetRawConstantValue()!).Split(':')[0];

        Assert.True(sections.Count() > 10, "The sections were not found.");
        Assert.All(sections, section => Assert.Contains(section, CommandLine.Sections));
    }

    private static CommandLine Read(string line) => CommandLine.Read(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
