using McpGateway.Fuzz;
using McpGateway.Fuzz.Targets;

namespace McpGateway.Tests.Fuzzing;

/// <summary>Replays what the fuzzing program starts from; inputs that once failed are among it.</summary>
public sealed class SeedTests
{
    public static TheoryData<string> Targets => [.. AllTargets.List.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Run_KeptSeeds_HoldEveryInvariant(string name)
    {
        var target = AllTargets.List.Single(candidate => candidate.Name == name);
        var seeds = Corpus.Seeds(name).ToList();

        Assert.NotEmpty(seeds);
        Assert.All(seeds, seed => Assert.Null(Judge.Try(target, File.ReadAllBytes(seed)).Problem));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Run_FewChangedSeeds_HoldEveryInvariant(string name)
    {
        var target = AllTargets.List.Single(candidate => candidate.Name == name);
        var random = new Random(20261129);
        var corpus = new Corpus(target);
        var mutator = new Mutator(random, target.Words);

        for (var run = 0; run < 300; run++)
        {
            var input = mutator.Change(corpus.Pick(random), corpus.Pick(random));
            var (fingerprint, problem) = Judge.Try(target, input);
            Assert.True(problem is null, $"{Convert.ToBase64String(input)}: {problem}");
            corpus.Learn(fingerprint, input);
        }
    }

    [Fact]
    public void Try_BrokenTarget_IsReported()
    {
        var (_, problem) = Judge.Try(new Broken(), "abc!"u8.ToArray());

        Assert.Contains("no exclamation marks", problem, StringComparison.Ordinal);
        Assert.Equal("!"u8.ToArray(), Shrinker.Shrink(new Broken(), "some text! and more"u8.ToArray()));
    }

    private sealed class Broken : FuzzTarget
    {
        public override string Name => "broken";

        public override IReadOnlyList<string> Words => [];

        public override int Run(byte[] input)
        {
            Require(!input.Contains((byte)'!'), "no exclamation marks");
            return 0;
        }
    }
}
