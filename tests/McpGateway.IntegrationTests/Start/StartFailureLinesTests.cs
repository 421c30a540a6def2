using McpGateway.Foundation;
using McpGateway.Host;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace McpGateway.IntegrationTests.Start;

public sealed class StartFailureLinesTests
{
    [Fact]
    public void Describe_UnknownFailure_IsOneLineWithTheWayToMore()
    {
        var line = Assert.Single(StartFailure.Describe(new InvalidTimeZoneException("s3cret")));

        Assert.Contains("System.InvalidTimeZoneException", line, StringComparison.Ordinal);
        Assert.Contains("Logging__LogLevel__McpGateway=Debug", line, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Describe_SeveralFailures_HasALineForEach()
    {
        var lines = StartFailure.Describe(new AggregateException(
            new OptionsValidationException("a", typeof(object), ["A:B is wrong.", "A:C is wrong."]),
            new OptionsValidationException("b", typeof(object), ["B:D is wrong."]),
            new StartRefusedException("The disk is full.")));

        Assert.Equal(
            ["  A:B is wrong.", "  A:C is wrong.", "  B:D is wrong.", "The gateway cannot start. The disk is full."], lines.Skip(1));
    }

    [Fact]
    public void Describe_SettingThatSeveralPartsRefuse_IsToldOnce()
    {
        var lines = StartFailure.Describe(new AggregateException(
            new OptionsValidationException("a", typeof(object), ["A:B must be an address."]),
            new OptionsValidationException("b", typeof(object), ["A:B must be an address.", "A:C is wrong."])));

        Assert.Equal(
            ["The gateway cannot start: 2 settings are not valid:", "  A:B must be an address.", "  A:C is wrong."], lines);
    }

    [Fact]
    public void Describe_OneSetting_IsOneLine()
    {
        var lines = StartFailure.Describe(new AggregateException(
            new OptionsValidationException("a", typeof(object), ["A:B must be an address."]),
            new OptionsValidationException("b", typeof(object), ["A:B must be an address."])));

        Assert.Equal(["The gateway cannot start: A:B must be an address."], lines);
    }

    [Fact]
    public void Describe_SettingsFileThatIsNoJson_NamesFileAndLine()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "{\n  \"SECRET_KEY\": s3cret\n}");
            var failure = Assert.ThrowsAny<Exception>(() => new ConfigurationBuilder().AddJsonFile(file).Build());

            var line = Assert.Single(StartFailure.Describe(failure));

            Assert.Contains(file, line, StringComparison.Ordinal);
            Assert.Contains("near line 2", line, StringComparison.Ordinal);
            Assert.DoesNotContain("s3cret", line, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Describe_ValueThatCannotBeRead_NamesTheKeyAndNotTheValue()
    {
        var line = Assert.Single(StartFailure.Describe(new InvalidOperationException(
            "Failed to convert configuration value 's3cret at 'x' to type 'y'' at 'Health:Interval' to type 'System.TimeSpan'.")));

        Assert.StartsWith("The gateway cannot start: Health:Interval (Health__Interval)", line, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", line, StringComparison.Ordinal);
    }
}
