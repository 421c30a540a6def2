using McpGateway.Core.Discovery.Vectors;

namespace McpGateway.Tests.Discovery.Vectors;

/// <summary>Searches read while the worker adds: a row is either not there or whole.</summary>
public sealed class VectorSpaceConcurrencyTests
{
    [Fact]
    public async Task Score_WhileVectorsAreAdded_SeesWholeRowsOnly()
    {
        const int servers = 60;
        const int tools = 100;
        var cancel = TestContext.Current.CancellationToken;
        var segment = Catalogue.Index([.. Enumerable.Range(0, servers).Select(server => Catalogue.Unit(
            Catalogue.Server($"s{server}"),
                [.. Enumerable.Range(0, tools).Select(tool => Catalogue.Tool($"t{tool}"))]))]).Current.Segments[0];
        var space = new VectorSpace("m", 3);
        var query = QuantizedVector.From([1, 2, 2]);
        var adding = Task.Run(
            () =>
            {
                for (var entity = 0; entity < segment.Segment.Count; entity++)
                {
                    space.Add($"h{entity}", QuantizedVector.From([1, 2, 2]));
                    Assert.True(space.TryAssign(segment.Segment, entity, $"h{entity}"));
                }
            },
            cancel);

        var cosines = new float[segment.Segment.Count];
        var seen = 0;
        while (!adding.IsCompleted || seen < cosines.Length)
        {
            space.Score(segment.Segment, segment.Live, [query], cosines);
            Assert.All(cosines, cosine => Assert.True(float.IsNaN(cosine) || MathF.Abs(cosine - 1) < 0.01f));
            var now = cosines.Count(cosine => !float.IsNaN(cosine));
            Assert.True(now >= seen, "what was there stays");
            seen = now;
            cancel.ThrowIfCancellationRequested();
        }

        await adding;
        Assert.Equal(servers * (tools + 1), space.Count);
    }
}
