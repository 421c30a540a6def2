using McpGateway.Core.Discovery.Ranking;
using McpGateway.Core.Discovery.Vectors;
using McpGateway.Embeddings.Onnx.Models;
using McpGateway.Tests.Discovery;

namespace McpGateway.Tests.Embeddings;

/// <summary>
/// What passing over vectors by their signs loses, on vectors of the model that comes along. A real catalogue is measured by
/// <c>./build.sh eval recall</c>.
/// </summary>
public sealed class SignRecallTests
{
    private const int Depth = 10;

    private static readonly string[] Actions =
    [
        "create", "delete", "list", "search", "update", "send", "share", "export", "import", "approve", "archive", "schedule",
        "translate", "summarize", "compare", "download", "upload", "restart", "monitor", "cancel", "rename", "merge", "split",
        "convert", "validate",
    ];

    private static readonly string[] Things =
    [
        "a pull request", "an invoice", "a calendar event", "the weather forecast", "a mail", "a customer", "a database table",
        "a container", "a photo", "a flight booking", "a hotel room", "a support ticket", "a chat message", "a spreadsheet",
        "a web page", "a user account", "a payment", "a stock price", "a song", "a map route", "a patient record", "a contract",
        "a log file", "a virtual machine", "a password", "a news article", "a recipe", "a parcel", "a survey",
        "a job application", "a video", "a certificate", "a branch", "a budget", "a sensor reading", "a translation",
        "a domain name", "a shopping cart", "a meeting room", "a backup", "a report", "a subscription", "a bug",
    ];

    [Fact]
    public void Search_BySigns_FindsNinetyNineOfAHundredOfTheTenNearest()
    {
        var tools = Actions.SelectMany(static action => Things.Select(thing => $"{action} {thing}")).ToArray();
        var index = Catalogue.Index(Catalogue.Unit(
            Catalogue.Server("Everything"), [.. tools.Select(static (text, number) => Catalogue.Tool($"t{number}", text))]));
        var segment = index.Current.Segments[0].Segment;
        using var model = SentenceModel.Load(Path.Combine(AppContext.BaseDirectory, "models", "all-MiniLM-L6-v2"));
        var space = new VectorSpace("real", model.Dimensions);
        foreach (var (number, text) in tools.Index())
        {
            space.Add(text, QuantizedVector.From(model.Encode(text, isQuery: false)));
            Assert.True(space.TryAssign(segment, number + 1, text));
        }

        var bounded = VectorCalibration.Bounded(space);
        Assert.True(bounded.IsBounded);
        var queries = Things.SelectMany((thing, number) => new[]
        {
            $"I would like to get rid of {thing}", $"how do I {Actions[number % Actions.Length]} {thing} by tomorrow",
        });
        var (found, asked) = (0, 0);
        foreach (var query in queries)
        {
            var embedding = new QueryEmbedding([QuantizedVector.From(model.Encode(query, isQuery: true))], 6);
            var exact = Find(bounded with { Slack = float.PositiveInfinity }, embedding);
            found += exact.Intersect(Find(bounded, embedding), StringComparer.Ordinal).Count();
            asked += exact.Length;
        }

        Assert.True(found >= asked * 0.99, $"{found} of {asked}");

        // By vectors alone: words would find most of these anyway.
        string[] Find(VectorCalibration calibration, QueryEmbedding embedding)
        {
            space.Calibration = calibration;
            return
            [
                .. Catalogue.Ranker().Search(index.Current, new()
                {
                    Query = "zzz",
                    Access = Catalogue.Everything(),
                    ToolCount = Depth,
                    Vectors = new(space, embedding, new(FusionMethod.Balanced, 0.3f, 0.7f)),
                }).Tools.Select(static hit => hit.Name),
            ];
        }
    }

    /// <summary>Texts of several lengths in one call have the vectors that each has alone.</summary>
    [Fact]
    public void Encode_Together_GivesEachItsOwnVector()
    {
        using var model = SentenceModel.Load(Path.Combine(AppContext.BaseDirectory, "models", "all-MiniLM-L6-v2"));
        string[] texts = ["mail", "send a mail to everybody who has asked for one", "list pull requests"];

        var together = model.Encode(texts, isQuery: true);

        Assert.All(texts.Zip(together), pair => Assert.Equal(
            1, System.Numerics.Tensors.TensorPrimitives.Dot<float>(model.Encode(pair.First, isQuery: true), pair.Second), 0.001f));
    }
}
