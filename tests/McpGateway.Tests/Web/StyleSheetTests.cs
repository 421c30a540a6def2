using System.Text.RegularExpressions;
using McpGateway.Foundation.Pages;

namespace McpGateway.Tests.Web;

/// <summary>What components must not do to one another through the one style sheet that they share.</summary>
public sealed partial class StyleSheetTests
{
    /// <summary>These say in their names when they hide, and are put on an element for just that.</summary>
    private static readonly string[] HidingHelpers = ["only-dark", "only-light", "wide-only", "narrow-only"];

    /// <summary>
    /// A rule that hides everything of a class hides it on every page that uses the class. Such a rule has to name the place, or the class
    /// has to belong to one component.
    /// </summary>
    [Fact]
    public void HidingRule_OfABareClass_ConcernsOneComponentOnly()
    {
        var pages = WebSources.Razor();
        var hiding = RulesOf(WebSources.StyleSheet)
            .Where(static rule => Hides().IsMatch(rule.Body))
            .SelectMany(static rule => rule.Selectors)
            .Select(static selector => BareClass().Match(selector))
            .Where(static match => match.Success)
            .Select(static match => match.Groups["name"].Value)
            .Except(HidingHelpers, StringComparer.Ordinal)
            .ToArray();

        Assert.NotEmpty(hiding);
        Assert.All(hiding, name =>
        {
            var users = pages.Where(page => Regex.IsMatch(page.Text, $"class=\"[^\"]*(?<![\\w-]){Regex.Escape(name)}(?![\\w-])"))
                .Select(static page => page.Name)
                .ToArray();
            Assert.True(users.Length <= 1, $".{name} is hidden everywhere, and {string.Join(", ", users)} use it");
        });
    }

    /// <summary>
    /// A second rule with the same selector and property silently undoes the first one, which may be hundreds of lines away.
    /// </summary>
    [Fact]
    public void Rule_OfASelector_StatesAPropertyOnce()
    {
        var twice =
            from rule in RulesOf(WebSources.StyleSheet)
            from selector in rule.Selectors
            from property in rule.Body.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(static line => line.Split(':')[0].Trim())
            group property by (rule.Condition, selector, property) into stated
            where stated.Count() > 1
            select $"{stated.Key.Condition} {stated.Key.selector} {{ {stated.Key.property} }}";

        Assert.DoesNotContain(
            twice, static text => !text.Contains("from", StringComparison.Ordinal) && !text.Contains("body", StringComparison.Ordinal));
    }

    /// <summary>A rule for a class that nothing has is carried by every first load, and tells the reader of what is not there.</summary>
    [Fact]
    public void Class_OfARule_IsGivenToSomething()
    {
        var sources = WebSources.Code();

        // The framework's own.
        string[] others = ["components-reconnect-failed"];

        Assert.DoesNotContain(
            RulesOf(WebSources.StyleSheet).SelectMany(static rule => rule.Selectors)
                .SelectMany(static selector => ClassName().Matches(selector)).Select(static match => match.Groups["name"].Value)
                .Distinct().Except(others),
            name => !sources.Any(source => Regex.IsMatch(source, $"[\"' ]{Regex.Escape(name)}[\"' ]")));
    }

    /// <summary>What is longer than expected would lie over what comes next.</summary>
    [Fact]
    public void CardRow_Height_GrowsWithItsCards()
    {
        var row = RulesOf(WebSources.StyleSheet).Single(static rule => rule.Selectors.Contains(".card-row", StringComparer.Ordinal));

        Assert.Matches(@"(?<![-\w])min-height:", row.Body);
        Assert.DoesNotMatch(@"(?<![-\w])(max-)?height:", row.Body);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Variables_ThatAreUsed_AreStated(bool isWeb)
    {
        var sheet = PageStyle.Tokens + (isWeb ? WebSources.StyleSheet : WebSources.PageStyleSheet);
        var stated = Stated().Matches(sheet).Select(static match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);

        // Set by the list of servers on its own element.
        stated.Add("--columns");

        Assert.All(Used().Matches(sheet).Select(static match => match.Groups["name"].Value), name => Assert.Contains(name, stated));
    }

    /// <summary>There is one place for the colours: the same sheet of tokens begins both style sheets.</summary>
    [Fact]
    public void Colours_AreStatedInTheTokensOnly()
    {
        var tokens = Stated().Matches(PageStyle.Tokens)
            .Select(static match => match.Groups["name"].Value)
            .ToHashSet(StringComparer.Ordinal);

        Assert.True(tokens.Count > 20);
        Assert.DoesNotContain(Stated().Matches(WebSources.StyleSheet), match => tokens.Contains(match.Groups["name"].Value));
        Assert.DoesNotContain(Stated().Matches(WebSources.PageStyleSheet), match => tokens.Contains(match.Groups["name"].Value));
    }

    [Fact]
    public void Tokens_OfEveryColour_HaveBothThemes() =>
        Assert.All(
            Colour().Matches(PageStyle.Tokens).Select(static match => match.Value),
            static line => Assert.Contains("light-dark(", line, StringComparison.Ordinal));

    [Theory]
    [InlineData("--text", "--bg", 7)]
    [InlineData("--text", "--surface", 7)]
    [InlineData("--soft", "--surface", 4.5)]
    [InlineData("--soft", "--sunken", 4.5)]
    [InlineData("--accent", "--surface", 4.5)]
    [InlineData("--accent", "--accent-soft", 4.5)]
    [InlineData("--good", "--good-soft", 4.5)]
    [InlineData("--warn", "--warn-soft", 4.5)]
    [InlineData("--bad", "--bad-soft", 4.5)]
    [InlineData("--busy", "--busy-soft", 4.5)]
    [InlineData("--line-strong", "--surface", 3)]
    public void Colours_OfTextOnItsGround_CanBeRead(string text, string ground, double least)
    {
        var (light, dark) = (ColourOf(text), ColourOf(ground));

        Assert.True(Contrast(light.Light, dark.Light) >= least, $"light: {Contrast(light.Light, dark.Light):0.00}");
        Assert.True(Contrast(light.Dark, dark.Dark) >= least, $"dark: {Contrast(light.Dark, dark.Dark):0.00}");
    }

    private static (string Light, string Dark) ColourOf(string token)
    {
        var match = Regex.Match(PageStyle.Tokens, $@"{token}: light-dark\(#(?<light>[0-9a-f]{{6}}), #(?<dark>[0-9a-f]{{6}})\);");
        Assert.True(match.Success, token);
        return (match.Groups["light"].Value, match.Groups["dark"].Value);
    }

    /// <summary>WCAG 2.2, contrast ratio.</summary>
    private static double Contrast(string one, string other)
    {
        var (first, second) = (Luminance(one), Luminance(other));
        return (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);
    }

    private static double Luminance(string colour)
    {
        var parts = Convert.FromHexString(colour)
            .Select(static part => part / 255.0)
            .Select(static part => part <= 0.04045 ? part / 12.92 : Math.Pow((part + 0.055) / 1.055, 2.4))
            .ToArray();
        return (0.2126 * parts[0]) + (0.7152 * parts[1]) + (0.0722 * parts[2]);
    }

    private static IEnumerable<(string Condition, string[] Selectors, string Body)> RulesOf(string sheet)
    {
        var condition = "";
        foreach (Match match in Rule().Matches(Comment().Replace(sheet, "")))
        {
            if (match.Groups["open"].Success)
            {
                condition = match.Groups["open"].Value.Trim();
            }
            else if (match.Groups["close"].Success)
            {
                condition = "";
            }
            else
            {
                yield return (
                    condition, match.Groups["selectors"].Value.Split(',', StringSplitOptions.TrimEntries), match.Groups["body"].Value);
            }
        }
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"(?<open>@[^{;]+)\{|(?<selectors>[^{}@]+)\{(?<body>[^{}]*)\}|(?<close>\})")]
    private static partial Regex Rule();

    [GeneratedRegex(@"\.(?<name>[a-zA-Z_][\w-]*)")]
    private static partial Regex ClassName();

    [GeneratedRegex(@"display:\s*none|visibility:\s*hidden|(?<![-\w])opacity:\s*0(?![.\d])")]
    private static partial Regex Hides();

    [GeneratedRegex(@"\A\.(?<name>[\w-]+)\z")]
    private static partial Regex BareClass();

    [GeneratedRegex(@"(?<name>--[a-z-]+):")]
    private static partial Regex Stated();

    [GeneratedRegex(@"var\((?<name>--[a-z-]+)")]
    private static partial Regex Used();

    [GeneratedRegex(@"--[a-z-]+: [^;]*#[0-9a-f]{3,8}[^;]*;")]
    private static partial Regex Colour();
}
