using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Discovery.Text;

namespace McpGateway.Tests.Discovery.Text;

public sealed class TextAnalyzerTests
{
    [Theory]
    [InlineData("get_current_time", "get current tim")]
    [InlineData("getCurrentTime", "getcurrenttim get current tim")]
    [InlineData("GitHub", "github git hub")]
    [InlineData("HTTPServer", "httpserver http server")]
    [InlineData("list-issues.v2", "list issu v2")]
    [InlineData("base64", "base64 bas 64")]
    [InlineData("S3 OAuth", "s3 oauth auth")]
    [InlineData("Café RÉSUMÉ", "caf resum")]
    [InlineData("the user's cities", "user citi")]
    [InlineData("東京天気", "東京 京天 天気")]
    [InlineData("", "")]
    [InlineData("!!! --- ???", "")]
    public void Analyze_Text_GivesTerms(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', Terms(text, isQuery: false)));

    [Theory]
    [InlineData("creating", "created", "creates", "create", "creation")]
    [InlineData("query", "queries")]
    [InlineData("running", "runs", "run")]
    [InlineData("address", "addresses")]
    [InlineData("translate", "translation", "translating")]
    [InlineData("status")]
    public void Analyze_FormsOfAWord_AreOneTerm(params string[] forms) =>
        Assert.Single(forms.SelectMany(form => Terms(form, isQuery: false)).Distinct());

    [Fact]
    public void Analyze_PhrasesOfAsking_LeaveQueriesOnly()
    {
        Assert.Equal(["weather"], Terms("please help me, I want the weather", isQuery: true));
        Assert.Contains("help", Terms("help", isQuery: false));
    }

    [Fact]
    public void Analyze_AnyText_GivesLowerCaseTermsOfItsOwnLength()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            var terms = Terms(text ?? "", isQuery: false);
            return terms.All(term => term.Length is > 0 and <= 80) && terms.Sum(term => term.Length) <= 3 * (text ?? "").Length;
        }).QuickCheckThrowOnFailure();
    }

    internal static List<string> Terms(string text, bool isQuery)
    {
        var sink = new Sink([]);
        TextAnalyzer.Analyze(text, isQuery, ref sink);
        return sink.Terms;
    }

    private readonly record struct Sink(List<string> Terms) : ITermSink
    {
        public void Add(ReadOnlySpan<char> term, bool isPart) => Terms.Add(term.ToString());
    }
}
