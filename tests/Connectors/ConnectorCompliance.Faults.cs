using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Tests.Harness.Products;

namespace Holdfast.Tests.Connectors;

public abstract partial class ConnectorCompliance
{
    [Theory]
    [InlineData(ProductFault.Unauthorized, false)]
    [InlineData(ProductFault.Forbidden, false)]
    [InlineData(ProductFault.TooMany, true)]
    [InlineData(ProductFault.ServerError, null)]
    [InlineData(ProductFault.Unavailable, true)]
    [InlineData(ProductFault.Cut, null)]
    [InlineData(ProductFault.Redirect, false)]
    [InlineData(ProductFault.Html, null)]
    [InlineData(ProductFault.Empty, null)]
    [InlineData(ProductFault.Garbage, null)]
    [InlineData(ProductFault.Huge, null)]
    [InlineData(ProductFault.ErrorInside, null)]
    public async Task Whatever_goes_wrong_is_said_with_a_code_by_the_test_the_reads_and_the_actions(ProductFault fault, bool? retryable)
    {
        // What is there before the fault is there after signing in, so that a token is there too.
        (await Connector.Test(Connection(GoodSecrets), Stop)).Ok.ShouldBeTrue();
        foreach (var action in Connector.Description.Actions)
        {
            Prepare(action.Key);
        }

        Product.Fault = fault;
        var test = await Connector.Test(Connection(GoodSecrets), Stop);
        test.Ok.ShouldBeFalse();
        ShouldBeCode(test.Code);
        ShouldHoldNone(test.Detail, GoodSecrets);
        foreach (var read in Connector.Description.Reads)
        {
            var problem = (await Connector.Read(Connection(GoodSecrets), new ReadCall(read.Key, null, 10, null), Stop)).Problem.ShouldNotBeNull(read.Key);
            ShouldBeCode(problem.Code);
            ShouldHoldNone(problem.Detail, GoodSecrets);
        }

        foreach (var action in Connector.Description.Actions)
        {
            var failed = (await Connector.Execute(Connection(GoodSecrets), Call(action.Key), Stop)).ShouldBeOfType<ActionOutcome.Failed>(action.Key);
            ShouldBeCode(failed.Code);
            ShouldHoldNone(failed.Detail, GoodSecrets);
            if (retryable is { } expected)
            {
                failed.Retryable.ShouldBe(expected, $"{action.Key}: {failed.Code}");
                failed.MayHaveHappened.ShouldBeFalse($"{action.Key}: {failed.Code}");
            }
            else
            {
                (failed.Retryable && failed.MayHaveHappened).ShouldBeFalse(action.Key);
            }
        }

        Effects.ShouldBe(0);
    }

    [Fact]
    public async Task A_reading_ends_when_its_caller_goes()
    {
        Product.Fault = ProductFault.Slow;
        foreach (var read in Connector.Description.Reads)
        {
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            soon.CancelAfter(TimeSpan.FromMilliseconds(300));
            await Should.ThrowAsync<OperationCanceledException>(() => Connector.Read(Connection(GoodSecrets), new ReadCall(read.Key, null, 10, null), soon.Token));
        }
    }

    [Fact]
    public async Task An_unknown_action_is_refused()
    {
        var call = new ActionCall("no.such_action", new FieldValues(Json(new { })), "r");
        (await Connector.Execute(Connection(GoodSecrets), call, Stop)).ShouldBeOfType<ActionOutcome.Refused>().Code.ShouldBe("action.unknown");
        Effects.ShouldBe(0);
    }

    [Fact]
    public async Task A_server_error_is_a_failure_with_a_code()
    {
        Product.Fault = ProductFault.ServerError;
        (await Connector.Test(Connection(GoodSecrets), Stop)).Ok.ShouldBeFalse();
        foreach (var action in Connector.Description.Actions)
        {
            ShouldBeCode((await Execute(action.Key, GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>().Code);
        }
    }

    [Fact]
    public async Task A_slow_server_is_left_when_the_time_is_over()
    {
        Product.Fault = ProductFault.Slow;
        foreach (var action in Connector.Description.Actions)
        {
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            soon.CancelAfter(TimeSpan.FromMilliseconds(300));
            await Should.ThrowAsync<OperationCanceledException>(() => Execute(action.Key, GoodSecrets, soon.Token));
        }
    }

    [Fact]
    public async Task An_action_whose_answer_is_lost_is_done_once_and_not_called_retryable()
    {
        Product.Fault = ProductFault.DropAfterwards;
        var done = 0;
        foreach (var action in Connector.Description.Actions.Where(a => a.Risk != ActionRisk.Read))
        {
            (await Execute(action.Key, GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>(action.Key).Retryable.ShouldBeFalse(action.Key);
            Effects.ShouldBe(++done);
        }
    }

    [Fact]
    public async Task An_error_that_repeats_the_secret_can_be_blotted()
    {
        Product.Fault = ProductFault.EchoSecret;
        var failed = (await Execute(Connector.Description.Actions[0].Key, GoodSecrets)).ShouldBeOfType<ActionOutcome.Failed>();
        ShouldHoldNone(new SecretValues(GoodSecrets).Blot(failed.Detail), GoodSecrets);
    }
}
