using System.Xml.Linq;
using McpGateway.Host.Settings;
using McpGateway.Identity;
using McpGateway.Proxy;

namespace McpGateway.Tests.Architecture.Settings;

public sealed class SettingsReferenceTests
{
    [Fact]
    public void Page_OfAllSettings_IsMadeFromTheOptions() => AcceptedText.Verify(
        "docs/settings.md",
        SettingsReference.Lines(),
        "The page is made from the options classes; where its words are wrong, mend the documentation comment of the member.");

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
}
