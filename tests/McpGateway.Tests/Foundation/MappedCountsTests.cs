using McpGateway.Foundation;
using McpGateway.Tests.Storage;

namespace McpGateway.Tests.Foundation;

/// <summary>Counts that outlive the process.</summary>
public sealed class MappedCountsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Open_AfterAnotherEnded_TellsWhatIsLeftOnce()
    {
        using (var first = MappedCounts.Open(_directory.Path, "counts"))
        {
            Assert.Equal(0, first.Left);
            first.AddFirst(5);
            first.AddFirst(2);
            first.AddSecond(4);
        }

        using (var second = MappedCounts.Open(_directory.Path, "counts"))
        {
            Assert.Equal(3, second.Left);
        }

        using var third = MappedCounts.Open(_directory.Path, "counts");
        Assert.Equal(0, third.Left);
    }

    [Fact]
    public void Open_WhileAnotherCounts_HasAFileOfItsOwnAndLeavesThatAlone()
    {
        using var first = MappedCounts.Open(_directory.Path, "counts");
        first.AddFirst(5);

        using (var second = MappedCounts.Open(_directory.Path, "counts"))
        {
            Assert.Equal(0, second.Left);
            second.AddFirst(2);
        }

        using var third = MappedCounts.Open(_directory.Path, "counts");
        Assert.Equal(2, third.Left);
        Assert.Equal(2, Directory.GetFiles(_directory.Path).Length);
    }

    [Fact]
    public void Open_FileCutShort_BeginsAtZero()
    {
        File.WriteAllBytes(Path.Combine(_directory.Path, "counts-0"), [1, 2, 3]);

        using var counts = MappedCounts.Open(_directory.Path, "counts");

        Assert.Equal(0, counts.Left);
    }
}
