using McpGateway.Host;

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
    [InlineData("--data_dir /srv")]
    [InlineData("--IdentityProviders:Keycloak:Url http://keycloak:8080")]
    [InlineData("--OAuth:Clients:0:RedirectUris:1 https://a.test")]
    [InlineData("--urls http://127.0.0.1:0 --Drain:Calls 00:00:05")]
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
    [InlineData("--Health:Intervall=5", "--Health:Intervall")]
    [InlineData("--Health 5", "--Health")]
    [InlineData("--Proxy:AllowedOrigins https://a.test", "--Proxy:AllowedOrigins")]
    [InlineData("--Logging Debug", "--Logging")]
    [InlineData("--SOME_VARIABLE_OF_A_FILE s3cret", "--SOME_VARIABLE_OF_A_FILE")]
    [InlineData("--shutdownTimeoutSeconds 5", "--shutdownTimeoutSeconds")]
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

    [Theory]
    [InlineData("--Health:Intervall=5", "--Health:Interval")]
    [InlineData("--helth:interval=5", "--Health:Interval")]
    [InlineData("--url x", "--urls")]
    [InlineData("--DATA_DIRR x", "--DATA_DIR")]
    [InlineData("--DATADIR x", "--DATA_DIR")]
    [InlineData("--KEYCLOAK_ULR x", "--KEYCLOAK_URL")]
    [InlineData("--Proxy__MaxRequestBytes=1", "--Proxy:MaxRequestBytes")]
    [InlineData("--Proxy:AlowedOrigins:7 x", "--Proxy:AllowedOrigins:7")]
    [InlineData("--Drain:Cals 00:00:05", "--Drain:Calls")]
    [InlineData("--shutdownTimeoutSeconds 5", "--Drain:Calls")]
    public void Read_MistypedOption_SaysWhatWasMeant(string line, string meant) =>
        Assert.Contains($"Did you mean '{meant}'?", Read(line).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("-x")]
    [InlineData("--nothing-like-it x")]
    public void Read_UnknownOptionThatIsNearNone_SaysNoMore(string line) =>
        Assert.DoesNotContain("Did you mean", Read(line).Text, StringComparison.Ordinal);

    /// <summary>What is added to the product must be usable on the command line.</summary>
    [Fact]
    public void Settings_OfTheProduct_AreAllOptions()
    {
        Assert.True(GatewayApplication.Settings.Keys.Count > 150, "The settings were not found.");
        Assert.All(GatewayApplication.Settings.Keys, key => Assert.Null(CommandLine.Read([$"--{key}=x"]).ExitCode));
    }

    private static CommandLine Read(string line) => CommandLine.Read(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
