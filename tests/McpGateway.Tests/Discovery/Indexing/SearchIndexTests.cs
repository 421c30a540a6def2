using FsCheck;
using FsCheck.Fluent;
using McpGateway.Core.Discovery.Indexing;

namespace McpGateway.Tests.Discovery.Indexing;

public sealed class SearchIndexTests
{
    [Fact]
    public void Update_NewUnit_IsFound()
    {
        var index = Catalogue.Index(Catalogue.Unit(Catalogue.Server("Weather"), Catalogue.Tool("get_forecast")));

        index.Update([Catalogue.Unit(Catalogue.Server("Mail"), Catalogue.Tool("send_letter"))], []);

        Assert.Equal(["send_letter"], Catalogue.FindTools(index, "send letter"));
        Assert.Equal(["get_forecast"], Catalogue.FindTools(index, "forecast"));
    }

    [Fact]
    public void Update_ReplacedUnit_ForgetsTheOldTools()
    {
        var server = Catalogue.Server("Mail");
        var index = Catalogue.Index(Catalogue.Unit(server, Catalogue.Tool("send_letter")));

        index.Update([Catalogue.Unit(server, Catalogue.Tool("read_postcard"))], []);

        Assert.Empty(Catalogue.FindTools(index, "letter"));
        Assert.Equal(["read_postcard"], Catalogue.FindTools(index, "postcard"));
        Assert.Equal(2, index.Current.LiveCount);
    }

    [Fact]
    public void Update_RemovedUnit_IsGone()
    {
        var index = Catalogue.Index(Catalogue.Unit(Catalogue.Server("Mail"), Catalogue.Tool("send_letter")));

        index.Update([], ["/mail", "/never-there"]);

        Assert.Empty(Catalogue.FindTools(index, "letter"));
        Assert.Empty(index.Current.Segments);
    }

    [Fact]
    public void Update_SnapshotInUse_DoesNotChange()
    {
        var index = Catalogue.Index(Catalogue.Unit(Catalogue.Server("Mail"), Catalogue.Tool("send_letter")));
        var before = index.Current;

        index.Update([], ["/mail"]);

        var hits = Catalogue.Ranker().Search(before, new() { Query = "letter", Access = Catalogue.Everything(), ToolCount = 5 });
        Assert.Single(hits.Tools);
    }

    [Fact]
    public void Update_ManySmallChanges_KeepsSegmentsFew()
    {
        var index = Catalogue.Index();
        for (var i = 0; i < 500; i++)
        {
            index.Update([Catalogue.Unit(Catalogue.Server($"S{i}"), Catalogue.Tool($"tool{i}"))], []);
        }

        Assert.InRange(index.Current.Segments.Count, 1, 32);
        Assert.Equal(1000, index.Current.LiveCount);
        Assert.Equal(["tool321"], Catalogue.FindTools(index, "tool321", count: 1));
    }

    /// <summary>
    /// Whatever was added, replaced and removed in whatever steps: the tools that can be found are those of a fresh index.
    /// </summary>
    [Fact]
    public void Update_AnyHistory_FindsWhatAFreshIndexFinds()
    {
        var step = Gen.Choose(0, 9).Two().Select(pair => (Server: pair.Item1, Tools: pair.Item2));
        Prop.ForAll(step.ListOf().ToArbitrary(), steps =>
        {
            var index = Catalogue.Index();
            var expected = new Dictionary<int, SearchUnit>();
            foreach (var (server, tools) in steps)
            {
                var unit = Catalogue.Unit(
                    Catalogue.Server($"s{server}"), [
                        .. Enumerable.Range(0, tools).Select(i => Catalogue.Tool($"shared tool{server}x{i}"))]);
                if (tools == 0)
                {
                    expected.Remove(server);
                    index.Update([], [unit.Key]);
                }
                else
                {
                    expected[server] = unit;
                    index.Update([unit], []);
                }
            }

            var fresh = Catalogue.Index([.. expected.Values]);
            return Catalogue.FindTools(index, "shared", count: 200).ToHashSet().SetEquals(Catalogue.FindTools(fresh, "shared", count: 200))
                && index.Current.LiveCount == fresh.Current.LiveCount;
        }).QuickCheckThrowOnFailure();
    }
}
