import { Button, Code, Popover, Text } from '@mantine/core'
import { IconInfoCircle } from '@tabler/icons-react'
import classes from './models.module.css'

/** Says that nobody intelligent is answering, and how to change that. */
export function DemoBadge() {
  return (
    <Popover width={330} position="bottom-end" shadow="md" withArrow trapFocus returnFocus>
      <Popover.Target>
        <Button
          variant="light"
          size="compact-xs"
          radius="xl"
          px="sm"
          className={classes.demo ?? ''}
          leftSection={<IconInfoCircle size={15} />}
          aria-label="Demo: no language model configured"
        >
          <span>Demo</span>
          <span className={classes.demoMore}>&nbsp;— no language model configured</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="About the demo">
        <Text size="sm" fw={620} mb={4}>
          These answers are looked up, not thought up
        </Text>
        <Text size="sm" c="dimmed" mb="xs">
          The demo finds passages in Parley’s own documentation. To talk to a language model, start the server with one
          of these, or with a local model server such as Ollama running:
        </Text>
        <Code block>
          {'OPENAI_API_KEY=…\nANTHROPIC_API_KEY=…\nGEMINI_API_KEY=…\nPARLEY_SERVERS=lab=http://host:8000/v1'}
        </Code>
      </Popover.Dropdown>
    </Popover>
  )
}
