using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Storage;

namespace McpGateway.EndToEndTests.Deploy;

/// <summary>The Terraform files as far as they can be judged without the providers, which have to be downloaded.</summary>
public sealed class TerraformTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "deploy", "terraform", "aws-ecs");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_Format_IsTerraforms()
    {
        var terraform = DeployTools.Find("terraform", isInstalled: false);

        var (code, output) = await ChildProcess.RunAsync(
            terraform, ["fmt", "-check", "-recursive", "-diff", "-no-color", Folder], Cancellation, WithoutUser);

        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task Modules_OfTheFiles_AreFoundByTerraform()
    {
        var terraform = DeployTools.Find("terraform", isInstalled: false);
        using var data = new TemporaryDirectory();
        var environment = new Dictionary<string, string?>(WithoutUser, StringComparer.Ordinal) { ["TF_DATA_DIR"] = data.Path };

        var (code, output) = await ChildProcess.RunAsync(terraform, ["get", "-no-color"], Cancellation, environment, Folder);

        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task References_BetweenFiles_AreWhole()
    {
        var (code, output) = await DeployTools.CheckAsync("terraform.mjs", [Folder], Cancellation);

        Assert.True(code == 0, output);
    }

    [Theory]
    [InlineData("modules/service/balancer.tf", "var.zone_id", "var.zone", "var.zone is not there")]
    [InlineData("modules/service/balancer.tf", "aws_lb.this.arn\n", "aws_lb.that.arn\n", "aws_lb.that is not there")]
    [InlineData("main.tf", "  replicas                   = var.replicas\n", "", "module.service needs replicas")]
    [InlineData("outputs.tf", "module.service.log_group", "module.service.log", "module.service.log is not there")]
    public async Task Check_ABrokenReference_IsFound(string file, string text, string replacement, string expected)
    {
        using var copy = new TemporaryDirectory();
        foreach (var source in Directory.EnumerateFiles(Folder, "*.tf", SearchOption.AllDirectories))
        {
            var target = Path.Combine(copy.Path, Path.GetRelativePath(Folder, source));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target);
        }

        var broken = Path.Combine(copy.Path, file);
        var before = await File.ReadAllTextAsync(broken, Cancellation);
        Assert.Contains(text, before, StringComparison.Ordinal);
        await File.WriteAllTextAsync(broken, before.Replace(text, replacement, StringComparison.Ordinal), Cancellation);

        var (code, output) = await DeployTools.CheckAsync("terraform.mjs", [copy.Path], Cancellation);

        Assert.Equal(1, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> WithoutUser => new(StringComparer.Ordinal)
    {
        ["TF_CLI_CONFIG_FILE"] = "/dev/null",
        ["CHECKPOINT_DISABLE"] = "1",
    };
}
