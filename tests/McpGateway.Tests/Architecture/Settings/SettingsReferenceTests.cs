using System.Xml.Linq;
using McpGateway.Foundation.Settings;
using McpGateway.Host.Settings;
using McpGateway.Identity;
using McpGateway.Proxy;
using Microsoft.Extensions.Configuration;

namespace McpGateway.Tests.Architecture.Settings;

public sealed class SettingsReferenceTests
{
    [Fact]
    public void Page_OfAllSettings_IsMadeFromTheOptions() => AcceptedText.Verify(
        "docs/settings.md",
        SettingsReference.Lines(),
        "The page is made from the options classes; where its words are wrong, mend the documentation comment of the member.");

    /// <summary>Whatever the configuration reads from the environment can be looked up.</summary>
    [Fact]
    public void Names_OfTheEnvironment_AreAllOnThePage()
    {
        var page = string.Join('\n', SettingsReference.Lines());

        Assert.All(EnvironmentNames.All, name => Assert.Contains($"`{name.Name}`", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_EachWithASection_IsExplained()
    {
        var unexplained =
            from type in ProductSettings.Types
            where ProductSettings.SectionOf(type) is not null
            from member in SettingMembers.Deep(type)
            where XmlDocumentation.Of(member.Property).Length == 0
            select $"{type.Name}.{member.Property.Name}";

        Assert.Empty(unexplained);
    }

    [Fact]
    public void Rows_OfThePage_HaveAMeaningAndAnExample()
    {
        string[] rows = [.. SettingsReference.Lines().Where(static line => line.StartsWith("| ", StringComparison.Ordinal))];

        Assert.DoesNotContain(rows, static row => row.EndsWith("|  |", StringComparison.Ordinal));
        Assert.DoesNotContain(rows, static row => row.Contains("| `` |", StringComparison.Ordinal));
        Assert.DoesNotContain(rows, static row => row.Contains("`…_", StringComparison.Ordinal));
    }

    [Fact]
    public void Examples_OfEverySetting_AreTakenAndCount()
    {
        var refused = ProductSettings.Types.SelectMany(static type => SettingsReference.Of(type).Rows)
            .Select(static row => (Line: SettingExamples.Of(row), Problem: ProblemOf(row)))
            .Where(static one => one.Problem is not null)
            .Select(static one => $"{one.Line}: {one.Problem}");

        Assert.Empty(refused);
    }

    [Fact]
    public void Examples_ThatAreWritten_AreOfASettingEach()
    {
        var shown = ProductSettings.Types.SelectMany(static type => SettingsReference.Of(type).Rows).Select(SettingExamples.Of);

        Assert.Empty(SettingExamples.Written.Select(static written => written.Line).Except(shown, StringComparer.Ordinal));
    }

    [Fact]
    public void Rows_OfASettingWithinOthers_HaveItsNamesInTheEnvironment() => Assert.Contains(
        SettingsReference.Lines(),
        static line => line.StartsWith(
            "| `Scanning:Servers:Llm:ApiKey` | `MCP_SCANNER_LLM_API_KEY`, `LLM_API_KEY` |", StringComparison.Ordinal));

    [Fact]
    public void EnvironmentVariables_OfAnOptionsClass_AreFoundByWhatTheySet()
    {
        var (set, others) = EnvironmentVariables.Of(typeof(AuthOptions));

        Assert.Contains(set, static name => name is { Name: "ADMIN_USER", Member.Name: nameof(AuthOptions.AdminUser) });
        Assert.Contains(set, static name =>
            name is { Name: "SESSION_COOKIE_SECURE", Member.Name: nameof(AuthOptions.SessionCookieSecure) });
        Assert.DoesNotContain("ADMIN_USER", others);
    }

    [Fact]
    public void AllowedValues_OfALimitedNumber_AreThoseOfItsRefusal()
    {
        Assert.Equal("between 0 and 300",
            AllowedValues.Of(typeof(AuthOptions), typeof(AuthOptions).GetProperty(nameof(AuthOptions.TokenLeewaySeconds))!));
        Assert.Equal("true, false", AllowedValues.Of(
            typeof(AuthOptions), typeof(AuthOptions).GetProperty(nameof(AuthOptions.AllowsLocalSignIn))!));
    }

    [Fact]
    public void Lines_OfOptionsWithinOptions_HaveTheirDefaults() => Assert.Contains(
        SettingsReference.Lines(),
        static line => line.StartsWith("| `Scanning:Agents:Llm:Timeout` |", StringComparison.Ordinal)
            && line.Contains("| `00:00:30` |", StringComparison.Ordinal));

    [Fact]
    public void Members_OfOptionsWithinOptions_HaveTheirWholeKey() =>
        Assert.Contains(SettingMembers.Deep(typeof(ProxyOptions)), static member => member.Key == "Validate:TrustBodyHeader");

    [Theory]
    [InlineData("<summary>Plain.</summary>", "Plain.")]
    [InlineData("<summary>\n  Two\n  lines of <c>CODE</c>.\n</summary>", "Two lines of `CODE`.")]
    [InlineData("<summary>As <see cref=\"P:A.B.Interval\"/> or <see langword=\"null\"/>.</summary>", "As `Interval` or `null`.")]
    public void Markdown_OfASummary_IsOneLine(string xml, string text) =>
        Assert.Equal(text, XmlDocumentation.Markdown(XElement.Parse(xml, LoadOptions.PreserveWhitespace)));

    /// <summary>What the product has against the example, or that it changes nothing; null when it is taken.</summary>
    private static string? ProblemOf(SettingRow row)
    {
        var example = SettingExamples.Of(row);
        if (example.Length == 0)
        {
            return $"{row.Path} has no example";
        }

        // Some settings count only beside others of their section, as an id beside a secret.
        return ProblemOf(row, [example]) is null
            ? null
            : ProblemOf(row, [.. SettingsReference.Of(row.Options).Rows.Select(SettingExamples.Of)]);
    }

    private static string? ProblemOf(SettingRow row, IReadOnlyList<string> lines)
    {
        var plain = ProductSettings.Bind(row.Options, new ConfigurationBuilder().Build());
        var set = ProductSettings.Bind(row.Options, new ConfigurationBuilder()
            .AddInMemoryCollection(lines
                .Where(static line => line.Length > 0)
                .Distinct(StringComparer.Ordinal)
                .Select(static line => line.Split('=', 2))
                .Select(static pair => KeyValuePair.Create(pair[0].Replace("__", ":", StringComparison.Ordinal), (string?)pair[1])))
            .Build());
        string[] failures =
        [
            .. ProductSettings.Failures(row.Options, set).Except(ProductSettings.Failures(row.Options, plain), StringComparer.Ordinal),
        ];
        return failures.Length > 0 ? string.Join(' ', failures)
            : row.ValueIn(set) is null or "" ? $"does not set {row.Path}"
            : null;
    }
}
